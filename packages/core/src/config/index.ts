export { composeSchema, type PluginSchema } from './compose-schema.ts';
export type {
  AttestationFormat,
  Config,
  DenyRule,
  ImageConfig,
  ImageSource,
  MissingPlatform,
  PluginUse,
  RegistryConfig,
  SigstoreConfig,
  SourcePosition,
  TagSelector,
} from './config.ts';
export { type DecodedManifest, decodeManifest } from './decode-manifest.ts';
export { flowYaml } from './flow-yaml.ts';
export { generateValidators } from './generate-validators.ts';
export { buildManifestSchema, type JsonSchema } from './json-schema.ts';
export { findManifest, loadManifest, type ManifestFile, manifestName } from './load-manifest.ts';
export type { Locator, ManifestPath } from './manifest-document.ts';
export { type PluginValidator, validatePluginOptions } from './plugin-options.ts';
export { findHomes } from './schema-homes.ts';
export type { SchemaError, SchemaValidator } from './schema-validator.ts';
export { suggest } from './suggestion.ts';
export { type ValidateResult, validateManifest } from './validate-manifest.ts';
export type { ValidateOptions } from './validate-options.ts';
