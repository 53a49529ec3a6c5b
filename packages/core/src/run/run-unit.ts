import { rm } from 'node:fs/promises';
import { createImageContext, type ImageWork } from '../image/image-context.ts';
import { type ImageRoot, resolveRoot, rootAtDestination } from '../image/root.ts';
import { copyRoot } from '../image/copy-root.ts';
import { contentFingerprint } from '../plan/fingerprint.ts';
import type { PlannedTag } from '../plan/plan.ts';
import type { Step } from '../plugin/chain.ts';
import type { RecordedTag } from '../record/record.ts';
import { plannedReport } from '../report/build-report.ts';
import type { ImageReport } from '../report/report.ts';
import type { Session } from '../session/session.ts';
import { checkMissingPlatforms } from './missing-platforms.ts';
import type { Phase } from './run-event.ts';
import type { RepositoryRun } from './run.ts';
import type { WorkUnit } from './work-unit.ts';

/**
 * The way of one image: resolve → admit → inspect → copy → attest → verify → publish. Its tags move last, together.
 * @throws whatever went wrong first; nothing was published then
 */
export async function runUnit(
  session: Session,
  repository: RepositoryRun,
  unit: WorkUnit,
  phase: (phase: Phase) => void,
  progress: (bytes: number) => void,
): Promise<Map<PlannedTag, ImageReport>> {
  const { image, repairs } = unit;
  const destination = session.destination(image.repository);
  const [first] = unit.tags;
  const upstream = first?.upstream ?? [];
  phase('resolve');
  const root =
    repairs === undefined
      ? await resolveRoot(session, image, { upstream, missing: first?.missing ?? [] })
      : await rootAtDestination(destination, repairs);
  if (repairs === undefined) checkMissingPlatforms(image, root, upstream, session.log);

  const tags = unit.tags.map(({ tag }) => tag);
  const directory = await session.temporaryDirectory();
  try {
    const work = createImageContext(session, { image, root, upstream, tags, directory });
    const { steps } = session.chain(image);
    for (const step of steps) await work.as(step, () => step.hooks.admit?.(work.context));
    phase('inspect');
    const incomplete = await inspectChain(session, work, steps);
    if (repairs === undefined) {
      phase('copy');
      const spool = incomplete.some(({ layers, hooks }) => layers && hooks.attest !== undefined);
      await copyRoot(session, destination, root, { ...(spool && { spool: work.spool }), progress });
    }
    for (const step of incomplete) {
      phase(step.name);
      await work.as(step, () => step.hooks.attest?.(work.context));
    }
    phase('attach');
    await work.flush();
    phase('verify');
    for (const step of steps) await work.as(step, () => step.hooks.verify?.(work.context));
    phase('publish');
    session.signal.throwIfAborted();
    for (const planned of latestLast(unit.tags)) {
      if (planned.current !== root.raw.descriptor.digest) await destination.pushManifest(root.raw, planned.tag);
      repository.changes.tags[planned.tag] = recordedTag(session, unit, planned, root);
    }
    return new Map(unit.tags.map((planned) => [planned, doneReport(planned, root, work)]));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Runs every plugin's `inspect`; returns the steps that have something to attach. */
async function inspectChain(session: Session, work: ImageWork, steps: readonly Step[]): Promise<Step[]> {
  const incomplete: Step[] = [];
  for (const step of steps) {
    const state = await work.as(step, () => step.hooks.inspect?.(work.context));
    if (state !== 'complete') incomplete.push(step);
    session.signal.throwIfAborted();
  }
  return incomplete;
}

function latestLast(tags: readonly PlannedTag[]): PlannedTag[] {
  return [...tags].sort((a, b) => Number(a.follows !== undefined) - Number(b.follows !== undefined));
}

function recordedTag(session: Session, { image }: WorkUnit, planned: PlannedTag, root: ImageRoot): RecordedTag {
  return {
    digest: root.raw.descriptor.digest,
    upstream: planned.upstream,
    platforms: root.platforms.map(({ platform, descriptor }) => ({ platform, digest: descriptor.digest })),
    missing: root.missing.length > 0 ? root.missing : planned.missing,
    content: contentFingerprint(image),
    chain: session.chain(image).fingerprint,
    ...(planned.follows !== undefined && { follows: planned.follows }),
  };
}

function doneReport(planned: PlannedTag, root: ImageRoot, work: ImageWork): ImageReport {
  return {
    ...plannedReport(planned),
    status: 'done',
    digest: root.raw.descriptor.digest,
    platforms: root.platforms.map(({ platform, descriptor }) => ({ platform, digest: descriptor.digest })),
    ...(root.missing.length > 0 && { missingPlatforms: root.missing }),
    attestations: work.attestations(),
  };
}
