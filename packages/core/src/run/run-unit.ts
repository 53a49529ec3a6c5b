import type { MirrorError } from '@multiarch-mirror/errors';
import { LayoutRepository } from '@multiarch-mirror/oci';
import type PQueue from 'p-queue';
import type { CopyState } from '../image/copy-meter.ts';
import { copyRoot } from '../image/copy-root.ts';
import { createImageContext, type ImageWork } from '../image/image-context.ts';
import { type ImageRoot, platformDigests, resolveRoot, rootAtDestination } from '../image/root.ts';
import { takeRoot } from '../image/standing-roots.ts';
import type { PlannedTag } from '../plan/plan.ts';
import type { Step } from '../plugin/chain.ts';
import type { ImageReport } from '../report/report.ts';
import type { Session } from '../session/session.ts';
import { expectUnit } from './expected-record.ts';
import { checkMissingPlatforms } from './missing-platforms.ts';
import { publishTags } from './publish-tags.ts';
import type { RepositoryRun } from './repository-run.ts';
import type { Phase } from './run-event.ts';
import type { WorkUnit } from './work-unit.ts';

export interface UnitOptions {
  phase: (phase: Phase) => void;
  /** What the image has, once that is known. */
  platforms: (platforms: readonly string[]) => void;
  /** How far its copy is. */
  progress: (state: CopyState) => void;
  deep: boolean;
  attesting: AttestingQueues;
}

/** What bounds the images that something is attached to. */
export interface AttestingQueues {
  /** Those whose layers are on disk. */
  held: PQueue;
  /** Those that plugins work on: fewer, so that the next ones are there when a plugin is free. */
  worked: PQueue;
}

/**
 * The way of one image: resolve → admit → inspect → copy → attest → verify → publish. Its tags move last, together; one that the
 * registry refuses to move has its error in the result.
 * @throws whatever else went wrong first; nothing was published then
 */
export async function runUnit(
  session: Session,
  repository: RepositoryRun,
  unit: WorkUnit,
  { phase, platforms, progress, deep, attesting }: UnitOptions,
): Promise<Map<PlannedTag, ImageReport | MirrorError>> {
  const { image, repairs } = unit;
  const destination = session.destination(image.repository, image);
  const [first] = unit.tags;
  const upstream = first?.upstream ?? [];
  phase('resolve');
  const copies = repairs === undefined || first?.incomplete === true;
  const root = copies
    ? await resolveRoot(session, image, { upstream, missing: first?.missing ?? [] })
    : (takeRoot(session, image.repository, repairs) ?? (await rootAtDestination(destination, repairs)));
  platforms(platformDigests(root).map(({ platform }) => platform));
  if (repairs === undefined) {
    for (const planned of unit.tags) planned.missing = root.missing;
    checkMissingPlatforms(image, root, upstream, session.log);
  }

  const tags = unit.tags.map(({ tag }) => tag);
  const { steps } = session.chain(image);
  const directory = session.temporaryDirectory();
  let shelved: { close: () => void } | undefined;
  try {
    const work = createImageContext(session, { image, root, upstream, tags, directory });
    for (const step of steps) await work.as(step, () => step.hooks.admit?.(work.context));
    expectUnit(session, repository, unit, root);
    phase('inspect');
    const incomplete = await inspectChain(session, work, steps);
    await work.prepareSigning();
    const attest = async (): Promise<void> => {
      for (const step of incomplete) {
        if (step.hooks.attest === undefined) continue;
        phase(step.name);
        await work.as(step, () => step.hooks.attest?.(work.context));
      }
    };
    const copyAndAttest = async (): Promise<void> => {
      if (copies) {
        phase('copy');
        const spool = incomplete.some(({ layers, hooks }) => layers && hooks.attest !== undefined);
        if (spool) shelved = session.shelf.open(new LayoutRepository(work.spool));
        await copyRoot(session, destination, root, {
          ...(spool && { spool: work.spool }),
          progress,
          deep: deep || first?.incomplete === true,
          upstreamReferrers: image.upstreamReferrers,
          leaveRoot: steps.length === 0 && !image.upstreamReferrers && isPublished(unit, root),
        });
      }
      if (incomplete.length > 0) await attesting.worked.add(attest);
    };
    await (incomplete.length === 0 ? copyAndAttest() : attesting.held.add(copyAndAttest));
    phase('attach');
    await work.flush();
    phase('verify');
    await verifyChain(work, steps);
    phase('publish');
    return await publishTags(session, repository, unit, root, work);
  } finally {
    shelved?.close();
    await directory.remove();
  }
}

/** How often what others have overwritten is written again. */
const mostUpheld = 4;

/**
 * Runs every plugin's `verify`. What fails is looked at again: the index of referrers and the legacy tags have no lock, and where another
 * process has overwritten what this one attached, that is put back and read once more.
 */
async function verifyChain(work: ImageWork, steps: readonly Step[]): Promise<void> {
  for (let upheld = 0; ; upheld += 1) {
    try {
      for (const step of steps) await work.as(step, () => step.hooks.verify?.(work.context));
      return;
    } catch (error) {
      // What verification says is what counts, also where it cannot be mended.
      if (upheld === mostUpheld || !(await work.uphold().catch(() => false))) throw error;
    }
  }
}

/** Whether one of the tags will be put, and the root with it. */
function isPublished({ tags }: WorkUnit, root: ImageRoot): boolean {
  return tags.some(({ current }) => current !== root.raw.descriptor.digest);
}

/** Runs every plugin's `inspect`; returns the steps that have something to attach. */
async function inspectChain(session: Session, work: ImageWork, steps: readonly Step[]): Promise<Step[]> {
  const incomplete = new Set<Step>();
  for (const step of steps) {
    const state = await work.as(step, () => step.hooks.inspect?.(work.context));
    if (state !== 'complete') incomplete.add(step);
    session.signal.throwIfAborted();
  }
  for (const step of steps) if (await work.hasSuperseded(step)) incomplete.add(step);
  return steps.filter((step) => incomplete.has(step));
}
