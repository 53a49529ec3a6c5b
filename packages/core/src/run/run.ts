import { MirrorError } from '@multiarch-mirror/errors';
import { formatRepository } from '@multiarch-mirror/oci';
import PQueue from 'p-queue';
import type { ImageConfig } from '../config/config.ts';
import { makePlan } from '../plan/make-plan.ts';
import type { RepositoryPlan } from '../plan/plan.ts';
import { rateLimit } from '../plan/rate-limit.ts';
import type { PlanOptions } from '../plan/tag-state.ts';
import { buildReport } from '../report/build-report.ts';
import type { RunResult } from '../report/report.ts';
import { secondsSince } from '../report/seconds.ts';
import { imageError } from '../session/image-error.ts';
import { once } from '../session/memoize.ts';
import type { Session } from '../session/session.ts';
import { checkChains, finishChains } from './chain-hooks.ts';
import { endUnit } from './expected-record.ts';
import { finishRepository } from './finish-repository.ts';
import { fail, newRun, type RepositoryRun, reportsOf } from './repository-run.ts';
import type { EventListener } from './run-event.ts';
import { type AttestingQueues, runUnit } from './run-unit.ts';
import { type WorkUnit, workUnits } from './work-unit.ts';

export interface RunOptions extends PlanOptions {
  /** Images at once, looked at and worked on. Default: more of those that only pass through than of those that are attested. */
  concurrency?: number | undefined;
  /** Stop at the first failure. */
  failFast: boolean;
  on: EventListener;
}

/** An image that is copied costs requests, which each host's own limit bounds. */
const imagesAtOnce = 32;
/** One that is attested wants processors for its tools. */
const attestedAtOnce = 8;
/** It keeps its layers on disk: so many more may be there already, so that tools never wait for the network. */
const copiedAhead = 4;

/**
 * Plans, and works each repository off as soon as it is planned: an image that fails never stops the others unless `failFast`. The
 * record of a repository is written when its last unit has ended, however it ended.
 * @throws MirrorError only for what stands before any image: a plugin's check
 */
export async function run(
  session: Session,
  images: readonly ImageConfig[],
  options: RunOptions,
): Promise<RunResult> {
  const started = performance.now();
  const queue = new PQueue({ concurrency: options.concurrency ?? imagesAtOnce });
  const attesting: AttestingQueues = {
    held: new PQueue({ concurrency: options.concurrency ?? attestedAtOnce + copiedAhead }),
    worked: new PQueue({ concurrency: options.concurrency ?? attestedAtOnce }),
  };
  const stop = { failed: false };
  const checked = once(() => checkChains(session, images));
  const workOn = async (repository: RepositoryRun, units: readonly WorkUnit[]): Promise<void> => {
    if (units.length > 0) await checked();
    await Promise.all(
      units.map((unit) =>
        queue.add(() => workOff(session, repository, unit, { ...options, attesting }, stop)),
      ),
    );
    await finishRepository(session, repository);
  };
  const of = new Set(images.map(({ repository }) => formatRepository(repository))).size;
  const runs = new Map<RepositoryPlan, { repository: RepositoryRun; ended: Promise<void> }>();
  const plan = await makePlan(session, images, { ...options, reads: true }, (planned) => {
    if (options.failFast && failures(planned).some((error) => rateLimit(error) === undefined))
      stop.failed = true;
    const units = workUnits(session, planned);
    const repository = newRun(planned, units.length);
    const tags = units.reduce((sum, unit) => sum + unit.tags.length, 0);
    options.on({ type: 'looked', looked: runs.size + 1, of, tags });
    const ended = workOn(repository, units);
    // Until it is waited for, below.
    ended.catch(() => undefined);
    runs.set(planned, { repository, ended });
  });
  options.on({ type: 'planned', plan });
  const all = plan.repositories.flatMap((planned) => runs.get(planned) ?? []);
  await Promise.all(all.map(({ ended }) => ended));

  const reports = all.flatMap(({ repository }) => reportsOf(repository));
  const seconds = secondsSince(started);
  const finished = new Date(options.now + seconds * 1000).toISOString();
  const report = buildReport(reports, { transfer: session.transfer(), seconds, finished });
  await finishChains(session, images, report);
  const late = all.flatMap(({ repository: { errors } }) => [...errors.values()]);
  return { report, errors: [...plan.repositories.flatMap(failures), ...late] };
}

/** What has failed before any image was worked on. */
function failures(repository: RepositoryPlan): MirrorError[] {
  return [
    ...repository.failures.map(({ error }) => error),
    ...repository.tags.flatMap(({ error, deferred }) => error ?? deferred?.error ?? []),
  ];
}

async function workOff(
  session: Session,
  repository: RepositoryRun,
  unit: WorkUnit,
  options: RunOptions & { attesting: AttestingQueues },
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
    if (stop.failed)
      throw new MirrorError('MIRROR_STOPPED', 'not begun, since another image failed', {
        hint: 'Leave out --fail-fast to go on after failures.',
      });
    const results = await runUnit(session, repository, unit, {
      phase: (phase) => options.on({ type: 'phase', ...names, phase }),
      platforms: (platforms) => options.on({ type: 'platforms', ...names, platforms }),
      progress: (state) => options.on({ type: 'progress', ...names, ...state }),
      deep: options.deep ?? false,
      attesting: options.attesting,
    });
    for (const [planned, result] of results) {
      if (result instanceof MirrorError) fail(repository, planned, result);
      else repository.reports.set(planned, result);
    }
  } catch (thrown) {
    const error = imageError(session, unit.image, thrown);
    for (const planned of unit.tags) fail(repository, planned, error);
  }
  endUnit(session, repository, unit);
  const seconds = secondsSince(started);
  const reports = unit.tags.flatMap((planned) => repository.reports.get(planned) ?? []);
  for (const report of reports) report.seconds = seconds;
  if (options.failFast && reports.some(({ status }) => status === 'failed')) stop.failed = true;
  options.on({ type: 'finished', ...names, reports });
}
