import type { MirrorError } from '@multiarch-mirror/errors';
import type { ImageWork } from '../image/image-context.ts';
import { type ImageRoot, platformDigests } from '../image/root.ts';
import type { PlannedTag } from '../plan/plan.ts';
import { plannedReport } from '../report/build-report.ts';
import type { ImageReport } from '../report/report.ts';
import { imageError } from '../session/image-error.ts';
import type { Session } from '../session/session.ts';
import { latestLast, recordedTag } from './recorded-tag.ts';
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
  if (repository.pending === 1) session.record(repository.plan.repository).look();
  for (const planned of latestLast(tags)) {
    // Without its version, `latest` is for the end of the run.
    if (planned.follows !== undefined && !published.has(planned.follows)) continue;
    try {
      if (planned.current !== root.raw.descriptor.digest)
        await destination.pushManifest(root.raw, planned.tag);
      repository.changes.tags[planned.tag] = recordedTag(session, planned, root);
      published.add(planned.tag);
      results.set(planned, doneReport(planned, root, work));
    } catch (thrown) {
      results.set(planned, imageError(session, planned.image, thrown));
    }
  }
  return results;
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
