import { MirrorError, toMirrorError } from '@multiarch-mirror/errors';
import { formatRepository } from '@multiarch-mirror/oci';
import PQueue from 'p-queue';
import type { ImageConfig } from '../config/config.ts';
import { makePlan } from '../plan/make-plan.ts';
import type { PlannedTag, RepositoryPlan } from '../plan/plan.ts';
import type { PlanOptions } from '../plan/plan-tag.ts';
import type { RecordChanges } from '../record/record.ts';
import { buildReport, errorReport, failedEntry, plannedReport } from '../report/build-report.ts';
import type { ImageReport, RunResult } from '../report/report.ts';
import type { Session } from '../session/session.ts';
import { checkChains, finishChains } from './chain-hooks.ts';
import { publishLatest } from './publish-latest.ts';
import { recordUnrecorded } from './record-unrecorded.ts';
import type { EventListener } from './run-event.ts';
import { runUnit } from './run-unit.ts';
import { type WorkUnit, workUnits } from './work-unit.ts';

export interface RunOptions extends PlanOptions {
  /** Images at once. */
  concurrency: number;
  /** Stop at the first failure. */
  failFast: boolean;
  on: EventListener;
}

/** What a repository's units share while they are worked on. */
export interface RepositoryRun {
  plan: RepositoryPlan;
  changes: RecordChanges;
  reports: Map<PlannedTag, ImageReport>;
  errors: Map<PlannedTag, MirrorError>;
}

/**
 * Plans, then works the plan off: an image that fails never stops the others unless `failFast`. The record of a repository is
 * written when its last unit has ended, however it ended.
 * @throws MirrorError only for what stands before any image: a plugin's check
 */
export async function run(session: Session, images: readonly ImageConfig[], options: RunOptions): Promise<RunResult> {
  const started = performance.now();
  const plan = await makePlan(session, images, options);
  options.on({ type: 'planned', plan });
  const runs = plan.repositories.map((repository) => ({
    run: { plan: repository, changes: { tags: {}, seen: repository.seen }, reports: new Map(), errors: new Map() } as RepositoryRun,
    units: workUnits(repository),
  }));
  if (runs.some(({ units }) => units.length > 0)) await checkChains(session, images);

  const queue = new PQueue({ concurrency: options.concurrency });
  const stop = { failed: false };
  await Promise.all(
    runs.map(async ({ run: repository, units }) => {
      await Promise.all(units.map((unit) => queue.add(() => workOff(session, repository, unit, options, stop))));
      await finishRepository(session, repository);
    }),
  );

  const reports = runs.flatMap(({ run: repository }) => [
    ...repository.plan.failures.map(({ image, error }) => ({ ...failedEntry(image, error), status: 'failed' as const })),
    ...repository.plan.tags.map((planned) => repository.reports.get(planned) ?? untouched(planned)),
  ]);
  const report = buildReport(reports, {
    transfer: session.transfer(),
    seconds: (performance.now() - started) / 1000,
  });
  await finishChains(session, images, report);
  const errors = runs.flatMap(({ run: { plan: { failures, tags }, errors: failed } }) => [
    ...failures.map(({ error }) => error),
    ...tags.flatMap((planned) => failed.get(planned) ?? planned.error ?? []),
  ]);
  return { report, errors };
}

async function workOff(
  session: Session,
  repository: RepositoryRun,
  unit: WorkUnit,
  options: RunOptions,
  stop: { failed: boolean },
): Promise<void> {
  const names = { image: unit.image.name, tags: unit.tags.map(({ tag }) => tag) };
  const started = performance.now();
  options.on({
    type: 'started',
    ...names,
    destination: formatRepository(unit.image.repository),
    line: unit.image.position.line,
  });
  try {
    session.signal.throwIfAborted();
    if (stop.failed) throw new MirrorError('MIRROR_STOPPED', 'not begun, since another image failed', { hint: 'Leave out --fail-fast to go on after failures.' });
    const results = await runUnit(session, repository, unit, (phase) => options.on({ type: 'phase', ...names, phase }), (bytes) => options.on({ type: 'progress', ...names, bytes }));
    for (const [planned, report] of results) repository.reports.set(planned, report);
  } catch (thrown) {
    const error = session.signal.aborted ? interrupted() : toMirrorError(thrown).at({ image: unit.image.name });
    if (options.failFast) stop.failed = true;
    for (const planned of unit.tags) fail(repository, planned, error);
  }
  const seconds = (performance.now() - started) / 1000;
  const reports = unit.tags.flatMap((planned) => repository.reports.get(planned) ?? []);
  for (const report of reports) report.seconds = seconds;
  options.on({ type: 'finished', ...names, reports });
}

/** `latest` moves when all versions have ended, then the record says what stands. */
async function finishRepository(session: Session, repository: RepositoryRun): Promise<void> {
  const { plan, changes, reports } = repository;
  // First, since `latest` may be to follow a version that an interrupted run has published.
  await recording(session, plan, () => recordUnrecorded(session, repository));
  for (const planned of plan.tags) {
    if (planned.follows === undefined || session.signal.aborted) continue;
    try {
      const report = await publishLatest(session, repository, planned);
      if (report !== undefined) reports.set(planned, report);
    } catch (thrown) {
      fail(repository, planned, toMirrorError(thrown).at({ image: planned.image.name }));
    }
  }
  if (Object.keys(changes.tags).length + Object.keys(changes.seen).length === 0) return;
  await recording(session, plan, () => session.record(plan.repository).write(changes));
}

/** The record is a cache: without it the images are published all the same, and the next run looks closely. */
async function recording(session: Session, plan: RepositoryPlan, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    session.log.warn(`the record of ${formatRepository(plan.repository)} could not be written: ${toMirrorError(thrown).message}`);
  }
}

function fail(repository: RepositoryRun, planned: PlannedTag, error: MirrorError): void {
  repository.errors.set(planned, error);
  repository.reports.set(planned, failure(planned, error));
}

function failure(planned: PlannedTag, error: MirrorError): ImageReport {
  const report = plannedReport(planned);
  if (error.code === 'MIRROR_RATE_LIMITED') return { ...report, status: 'deferred', reason: 'rateLimit', error: errorReport(error) };
  if (error.code === 'MIRROR_PLATFORM_WAIT') return { ...report, status: 'deferred', reason: 'missingPlatform' };
  return { ...report, status: 'failed', error: errorReport(error) };
}

function interrupted(): MirrorError {
  return new MirrorError('MIRROR_INTERRUPTED', 'the run was interrupted before this image was published', {
    hint: 'Run it again: what is at the destination already is not copied twice.',
  });
}

/** Tags without work: unchanged, held back, or failed when they were planned. */
function untouched(planned: PlannedTag): ImageReport {
  const report = plannedReport(planned);
  if (planned.error !== undefined) return { ...report, status: 'failed' };
  if (planned.deferred !== undefined) return { ...report, status: 'deferred', reason: planned.deferred.reason };
  return { ...report, status: 'done' };
}
