import type { MirrorError } from '@multiarch-mirror/errors';
import { checkPlugins } from './check-plugins.ts';
import type { Config } from './config.ts';
import { Issues } from './issues.ts';
import { type ManifestDocument, parseManifest } from './manifest-document.ts';
import { homes, validators } from './manifest-validator.generated.ts';
import { resolveManifest } from './resolve-manifest.ts';
import { Resolver } from './resolver.ts';
import { checkSchema } from './schema-check.ts';
import { hidePasswords } from './secrets.ts';
import { soundManifest } from './sound-value.ts';
import type { ValidateOptions } from './validate-options.ts';

export type ValidateResult =
  | { config: Config; warnings: MirrorError[]; errors?: undefined }
  | {
      errors: MirrorError[];
      warnings: MirrorError[];
      config?: undefined;
      /** What could be read of it, for what else is to be checked: nothing may be done with it. */
      partial?: Config;
    };

/** A manifest's text as a configuration, or everything that is wrong with it, by line. */
export function validateManifest(text: string, options: ValidateOptions): ValidateResult {
  const parsed = parseManifest(text, options.file);
  if ('errors' in parsed) return { errors: parsed.errors, warnings: [] };
  const { document } = parsed;
  const issues = new Issues(document, document.faults);
  const config = validateDocument(document, issues, options);
  const { errors, warnings } = issues.sorted();
  if (config !== undefined && errors.length === 0) return { config, warnings };
  return { errors, warnings, ...(config !== undefined && { partial: config }) };
}

function validateDocument(
  document: ManifestDocument,
  issues: Issues,
  options: ValidateOptions,
): Config | undefined {
  const { value } = document;
  hidePasswords(value);
  const findings = checkSchema(validators.manifest, value, { whole: 'the manifest', homes }, issues);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const raw = soundManifest(value, findings.broken);
  const resolver = new Resolver(document, issues, options, findings);
  const config = resolveManifest(raw, options, resolver);
  checkPlugins(raw, resolver);
  return config;
}
