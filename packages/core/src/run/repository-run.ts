import type { MirrorError } from '@multiarch-mirror/errors';
import type { PlannedTag, RepositoryPlan } from '../plan/plan.ts';
import { rateLimit } from '../plan/rate-limit.ts';
import { dictionary, type RecordChanges, type RecordedTag } from '../record/record.ts';
import { failedEntry, limitReport, plannedReport } from '../report/build-report.ts';
import type { ImageReport } from '../report/report.ts';
import type { WorkUnit } from './work-unit.ts';

/** What a repository's units share while they are worked on. */
export interface RepositoryRun {
  plan: RepositoryPlan;
  changes: RecordChanges;
  /** Units that have not ended. */
  pending: number;
  /** What the record will say of the tags of units that are on their way. */
  expected: Map<WorkUnit, Record<string, RecordedTag>>;
  reports: Map<PlannedTag, ImageReport>;
  errors: Map<PlannedTag, MirrorError>;
}

export function newRun(plan: RepositoryPlan, pending: number): RepositoryRun {
  const changes = { tags: dictionary<RecordedTag>({}), seen: plan.seen };
  return { plan, changes, pending, expected: new Map(), reports: new Map(), errors: new Map() };
}

/** Enters what a tag failed of, or waits for. */
export function fail(repository: RepositoryRun, planned: PlannedTag, error: MirrorError): void {
  repository.errors.set(planned, error);
  repository.reports.set(planned, failure(planned, error));
}

function failure(planned: PlannedTag, error: MirrorError): ImageReport {
  const status = failedStatus(error);
  return { ...plannedReport({ ...planned, ...(status.status === 'failed' && { error }) }), ...status };
}

function failedStatus(error: MirrorError): Pick<ImageReport, 'status'> & Partial<ImageReport> {
  const deferred = rateLimit(error);
  if (deferred !== undefined) return { status: 'deferred', ...deferred, ...limitReport(error) };
  if (error.code === 'MIRROR_PLATFORM_WAIT') return { status: 'deferred', reason: 'missingPlatform' };
  return { status: 'failed' };
}

/** One report for each tag of the repository, and one for each entry whose tags are not known. */
export function reportsOf({ plan, reports }: RepositoryRun): ImageReport[] {
  return [
    ...plan.failures.map(({ image, error }) => ({ ...failedEntry(image, error), ...failedStatus(error) })),
    ...plan.tags.map((planned) => reports.get(planned) ?? untouched(planned)),
  ];
}

/** Tags without work: unchanged, held back, or failed when they were planned. */
function untouched(planned: PlannedTag): ImageReport {
  const report = plannedReport(planned);
  if (planned.deferred !== undefined)
    return {
      ...report,
      status: 'deferred',
      reason: planned.deferred.reason,
      ...limitReport(planned.deferred.error),
    };
  if (planned.error !== undefined) return { ...report, status: 'failed' };
  return { ...report, status: 'done' };
}
