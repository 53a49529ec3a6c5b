import { MirrorError } from '@multiarch-mirror/errors';
import { isWork, type PlannedTag } from '../plan/plan.ts';
import type { RecordedTag } from '../record/record.ts';
import { plannedReport } from '../report/build-report.ts';
import type { ImageReport } from '../report/report.ts';
import type { Session } from '../session/session.ts';
import { compareVersions, highestVersion } from '../versions/index.ts';
import type { RepositoryRun } from './run.ts';

/**
 * Points `latest` at the highest version that is published, unless its unit has done so. A version that failed is not published:
 * `latest` then follows the next one, or stays, and the report says so.
 */
export async function publishLatest(
  session: Session,
  repository: RepositoryRun,
  planned: PlannedTag,
): Promise<ImageReport | undefined> {
  const { plan, changes, reports } = repository;
  const { image, follows: hoped } = planned;
  if (!isWork(planned) || reports.get(planned)?.status === 'done') return undefined;
  const published = new Set([...plan.listed, ...Object.keys(changes.tags)]);
  const follows = highestVersion(image.tags, published);
  const entry = follows === undefined ? undefined : (changes.tags[follows] ?? plan.record.tags[follows]);
  const note = follows === hoped ? '' : `, since ${hoped} is not published`;
  const before = plan.record.tags[planned.tag]?.follows;
  const lower = follows !== undefined && before !== undefined && compareVersions(before, follows) > 0;
  const downgrade = image.tags.kind === 'window' && typeof image.tags.latest === 'object' && image.tags.latest.downgrade;
  if (follows === undefined || entry === undefined || (lower && !downgrade)) {
    throw new MirrorError('MIRROR_LATEST_HELD', `latest stays where it is${note}`, {
      hint: `Mend what ${hoped} failed of; the next run moves latest.`,
    });
  }
  await moveTag(session, repository, planned, entry, follows);
  return {
    ...plannedReport(planned),
    reason: `follows ${follows}${note}`,
    status: 'done',
    digest: entry.digest,
    platforms: entry.platforms,
  };
}

async function moveTag(
  session: Session,
  { plan, changes }: RepositoryRun,
  planned: PlannedTag,
  entry: RecordedTag,
  follows: string,
): Promise<void> {
  if (planned.current !== entry.digest) {
    const destination = session.destination(plan.repository);
    await destination.pushManifest(await destination.manifest(entry.digest), planned.tag);
  }
  changes.tags[planned.tag] = { ...entry, follows };
}
