export { PolicyError } from '@multiarch-mirror/errors';
export * from './config/index.ts';
export * from './lock/index.ts';
export { makePlan } from './plan/make-plan.ts';
export { type Matrix, type MatrixJob, planMatrix } from './plan/matrix.ts';
export { measurePlan } from './plan/measure.ts';
export { isWork, type Plan, type PlannedTag, type RepositoryPlan } from './plan/plan.ts';
export { formatShard, imagesOfShard, parseShard, type Shard } from './plan/shard.ts';
export type { LockedImages, LockedTags, PlanOptions } from './plan/tag-state.ts';
export {
  type ArtifactKind,
  defineKind,
  Provenance,
  type ProvenanceArtifact,
  Sbom,
  type SbomArtifact,
  Signature,
  type SignatureArtifact,
} from './plugin/artifact-kind.ts';
export { createExec, type Exec, type ExecOptions, type ExecResult } from './plugin/exec.ts';
export type {
  ImageContent,
  ImageContext,
  ImagePlatform,
  ReadBack,
  StatementRequest,
  UpstreamReference,
} from './plugin/image-context.ts';
export type { Inspection } from './plugin/inspection.ts';
export type { BuiltinPlugins } from './plugin/load-plugin.ts';
export type { Logger } from './plugin/logger.ts';
export { definePlugin, type Plugin, type PluginHooks } from './plugin/plugin.ts';
export type { IdentityOptions, Invocation, RunContext, SigningOptions } from './plugin/run-context.ts';
export type { Attestation } from './report/attestation.ts';
export { planReport } from './report/build-report.ts';
export { mergeReports, type NamedReport } from './report/merge-reports.ts';
export { parseReport } from './report/parse-report.ts';
export type {
  Action,
  ErrorReport,
  ImageReport,
  Report,
  RunResult,
  SizesReport,
  Status,
  TransferReport,
} from './report/report.ts';
export { type RunOptions, run } from './run/run.ts';
export type { EventListener, Phase, RunEvent } from './run/run-event.ts';
export { openSession, type SessionOptions } from './session/open-session.ts';
export type { Chain, Session } from './session/session.ts';
export { type VerifyOptions, verifyImages, verifyReference } from './verify/verify-images.ts';
export * from './versions/index.ts';
