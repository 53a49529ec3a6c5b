// What a plugin is written with. It loads none of the code that plans and runs.
export { PolicyError } from '@multiarch-mirror/errors';
export {
  type ArtifactKind,
  defineKind,
  Provenance,
  type ProvenanceArtifact,
  Sbom,
  type SbomArtifact,
  Signature,
  type SignatureArtifact,
} from './artifact-kind.ts';
export { createExec, type Exec, type ExecOptions, type ExecResult } from './exec.ts';
export type {
  ImageContent,
  ImageContext,
  ImagePlatform,
  ReadBack,
  StatementRequest,
  UpstreamReference,
} from './image-context.ts';
export type { Inspection } from './inspection.ts';
export { type KeyReference, splitPin } from './key-reference.ts';
export type { BuiltinPlugins } from './load-plugin.ts';
export type { Logger } from './logger.ts';
export { checkOption, OptionError } from './option-error.ts';
export { definePlugin, type Plugin, type PluginHooks } from './plugin.ts';
export type { IdentityOptions, Invocation, RunContext, SigningOptions } from './run-context.ts';
export { subjects } from './subjects.ts';
export { timeLimit, timeLimitSchema } from './time-limit.ts';
