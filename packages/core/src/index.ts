export * from './doctor/index.ts';
export * from './entry/index.ts';
export { type ExportOptions, exportImages } from './exchange/export-images.ts';
export { type ExportedImage, exportedImages } from './exchange/exported-images.ts';
export { type ImportOptions, importImages } from './exchange/import-images.ts';
export { explainPlan } from './explain/explain-plan.ts';
export type { ExcludedTag, ExplainedTag, ImageExplanation, IncludedTag } from './explain/explanation.ts';
export * from './lock/index.ts';
export * from './manifest.ts';
export { makePlan } from './plan/make-plan.ts';
export { type Matrix, type MatrixJob, planMatrix } from './plan/matrix.ts';
export { measurePlan } from './plan/measure.ts';
export { isWork, type Plan, type PlannedTag, type RepositoryPlan } from './plan/plan.ts';
export { formatShard, imagesOfShard, parseShard, type Shard } from './plan/shard.ts';
export type { LockedImages, LockedTags, PlanOptions } from './plan/tag-state.ts';
export * from './plugin/index.ts';
export type { Attestation } from './report/attestation.ts';
export { planReport } from './report/build-report.ts';
export { isPlan } from './report/is-plan.ts';
export { mergeReports, type NamedReport } from './report/merge-reports.ts';
export { parseReport } from './report/parse-report.ts';
export type {
  Action,
  ErrorReport,
  ExchangeReport,
  ImageReport,
  Report,
  RunResult,
  SizesReport,
  Status,
  TransferReport,
} from './report/report.ts';
export { type RunOptions, run } from './run/run.ts';
export type { EventListener, Phase, RunEvent } from './run/run-event.ts';
export { openSession } from './session/open-session.ts';
export { readPublicKey } from './session/public-key.ts';
export type { Chain, Session } from './session/session.ts';
export { type ReadStatement, readStatement, type StatementQuery } from './verify/read-statement.ts';
export { type VerifyOptions, verifyImages, verifyReference } from './verify/verify-images.ts';
export * from './versions/index.ts';
