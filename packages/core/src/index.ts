export * from './manifest.ts';
export { makePlan } from './plan/make-plan.ts';
export { isWork, type Plan, type PlannedTag, type RepositoryPlan } from './plan/plan.ts';
export type { PlanOptions } from './plan/tag-state.ts';
export * from './plugin/index.ts';
export type { Attestation } from './report/attestation.ts';
export { planReport } from './report/build-report.ts';
export type {
  Action,
  ErrorReport,
  ImageReport,
  Report,
  RunResult,
  Status,
  TransferReport,
} from './report/report.ts';
export { type RunOptions, run } from './run/run.ts';
export type { EventListener, Phase, RunEvent } from './run/run-event.ts';
export { openSession } from './session/open-session.ts';
export type { Chain, Session } from './session/session.ts';
export { type VerifyOptions, verifyImages, verifyReference } from './verify/verify-images.ts';
export * from './versions/index.ts';
