import { MirrorError } from '@multiarch-mirror/errors';
import { platformDigests, rootAtDestination } from '../image/root.ts';
import { isWork, type PlannedTag } from '../plan/plan.ts';
import { followsReason } from '../plan/plan-latest.ts';
import type { RecordedTag } from '../record/record.ts';
import { plannedReport } from '../report/build-report.ts';
import type { ImageReport } from '../report/report.ts';
import type { Session } from '../session/session.ts';
import { compareVersions, highestVersion } from '../versions/index.ts';
import type { RepositoryRun } from './repository-run.ts';

/** What `latest` may follow: as it is recorded, or, for a tag without a record, what stands there. */
type Target = Pick<RecordedTag, 'digest' | 'upstream' | 'missing' | 'platforms'> & { recorded?: RecordedTag };

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
  const denied = new Set(image.deny.flatMap((rule) => ('tag' in rule ? [rule.tag] : [])));
  for (const other of plan.tags) if (other.image === image && other.denied) denied.add(other.tag);
  const published = new Set([...plan.listed, ...Object.keys(changes.tags)]).difference(denied);
  if (planned.locked) {
    const named = new Set(plan.tags.flatMap((other) => (other.image === image ? [other.tag] : [])));
    for (const tag of published.difference(named)) published.delete(tag);
  }
  const follows = highestVersion(image.tags, published, planned.usual);
  const before = plan.record.tags[planned.tag]?.follows;
  const lower = follows !== undefined && before !== undefined && compareVersions(before, follows) > 0;
  const downgrade =
    image.tags.kind === 'window' && typeof image.tags.latest === 'object' && image.tags.latest.downgrade;
  if (follows === undefined || (lower && !downgrade)) throw held(hoped);
  const target = await targetOf(session, repository, follows);
  if (target === undefined) throw held(hoped);
  await moveTag(session, repository, planned, target, follows);
  if (follows !== hoped && hoped !== undefined) planned.unpublished ??= hoped;
  const { digest, upstream, missing, platforms } = target;
  return {
    ...plannedReport({ ...planned, follows, upstream, missing, platforms }),
    ...(planned.current === digest && { action: 'unchanged' }),
    reason: followsReason(follows, planned.unpublished),
    status: 'done',
    digest,
  };
}

async function targetOf(
  session: Session,
  { plan, changes }: RepositoryRun,
  tag: string,
): Promise<Target | undefined> {
  const recorded = changes.tags[tag] ?? plan.record.tags[tag];
  if (recorded !== undefined) return { ...recorded, recorded };
  const destination = session.destination(plan.repository);
  const descriptor = await destination.resolve(tag);
  if (descriptor === undefined) return undefined;
  const root = await rootAtDestination(destination, descriptor.digest);
  return { digest: descriptor.digest, upstream: [], missing: [], platforms: platformDigests(root) };
}

async function moveTag(
  session: Session,
  { plan, changes }: RepositoryRun,
  planned: PlannedTag,
  { digest, recorded }: Target,
  follows: string,
): Promise<void> {
  if (planned.current !== digest) {
    const destination = session.destination(plan.repository, planned.image);
    await destination.pushManifest(await destination.manifest(digest), planned.tag);
  }
  if (recorded !== undefined) changes.tags[planned.tag] = { ...recorded, follows };
}

function held(hoped: string | undefined): MirrorError {
  return new MirrorError('MIRROR_LATEST_HELD', `latest stays where it is, since ${hoped} is not published`, {
    hint: `Mend what ${hoped} failed of; the next run moves latest.`,
  });
}
