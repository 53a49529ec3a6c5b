import type { MirrorError } from '@multiarch-mirror/errors';
import type { ImageWork } from '../image/image-context.ts';
import { type ImageRoot, platformDigests } from '../image/root.ts';
import { contentFingerprint } from '../plan/fingerprint.ts';
import type { PlannedTag } from '../plan/plan.ts';
import type { RecordedTag } from '../record/record.ts';
import { plannedReport } from '../report/build-report.ts';
import type { ImageReport } from '../report/report.ts';
import { imageError } from '../session/image-error.ts';
import type { Session } from '../session/session.ts';
import type { RepositoryRun } from './repository-run.ts';
import type { WorkUnit } from './work-unit.ts';

/**
 * Moves the tags of a unit, `latest` behind the version that it follows. A tag that cannot be moved (some registries overwrite none)
 * takes nothing from the others.
 */
export async function publishTags(
  session: Session,
  repository: RepositoryRun,
  { image, tags }: WorkUnit,
  root: ImageRoot,
  work: ImageWork,
): Promise<Map<PlannedTag, ImageReport | MirrorError>> {
  session.signal.throwIfAborted();
  const destination = session.destination(image.repository, image);
  const results = new Map<PlannedTag, ImageReport | MirrorError>();
  const published = new Set<string>();
  const recorded = new Map(latestLast(tags).map((planned) => [planned, recordedTag(session, planned, root)]));
  if (repository.pending === 1) prepareRecord(session, repository, recorded);
  for (const [planned, entry] of recorded) {
    // Without its version, `latest` is for the end of the run.
    if (planned.follows !== undefined && !published.has(planned.follows)) continue;
    try {
      if (planned.current !== root.raw.descriptor.digest)
        await destination.pushManifest(root.raw, planned.tag);
      repository.changes.tags[planned.tag] = entry;
      published.add(planned.tag);
      results.set(planned, doneReport(planned, root, work));
    } catch (thrown) {
      results.set(planned, imageError(session, planned.image, thrown));
    }
  }
  return results;
}

/** The last unit of a repository: nearly always its tags move, and the record is what it will be then. */
function prepareRecord(
  session: Session,
  { plan, changes }: RepositoryRun,
  recorded: ReadonlyMap<PlannedTag, RecordedTag>,
): void {
  const tags = Object.fromEntries([...recorded].map(([{ tag }, entry]) => [tag, entry]));
  const expected = { tags: { ...changes.tags, ...tags }, seen: changes.seen };
  session.record(plan.repository).prepare(expected);
}

function latestLast(tags: readonly PlannedTag[]): PlannedTag[] {
  return [...tags].sort((a, b) => Number(a.follows !== undefined) - Number(b.follows !== undefined));
}

function recordedTag(
  session: Session,
  { image, upstream, missing, follows }: PlannedTag,
  root: ImageRoot,
): RecordedTag {
  return {
    digest: root.raw.descriptor.digest,
    upstream,
    platforms: platformDigests(root),
    missing,
    content: contentFingerprint(image),
    chain: session.chain(image).fingerprint,
    ...(follows !== undefined && { follows }),
  };
}

function doneReport(planned: PlannedTag, root: ImageRoot, work: ImageWork): ImageReport {
  return {
    ...plannedReport(planned),
    status: 'done',
    digest: root.raw.descriptor.digest,
    platforms: platformDigests(root),
    attestations: work.attestations(),
  };
}
