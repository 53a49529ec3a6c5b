import { MirrorError, toMirrorError } from '@multiarch-mirror/errors';
import { formatRepository, type RepositoryName, type RepositoryReader } from '@multiarch-mirror/oci';
import type PQueue from 'p-queue';
import type { ImageConfig } from '../config/config.ts';
import { emptyRecord, type RepositoryRecord } from '../record/record.ts';
import { imageError } from '../session/image-error.ts';
import { ownCopy } from '../session/own-copy.ts';
import type { Session } from '../session/session.ts';
import type { SelectedTag } from '../versions/index.ts';
import type { PlannedTag, RepositoryPlan } from './plan.ts';
import { planLatest } from './plan-latest.ts';
import { planTag } from './plan-tag.ts';
import { selectGone, selectLocked, selectUpstream, type UpstreamSelection } from './selection.ts';
import type { PlanOptions, TagState } from './tag-state.ts';

interface RepositoryOptions extends PlanOptions {
  /** Bounds how many tags are planned at once. */
  tags: PQueue;
}

/**
 * Plans one destination repository: one listing and the record there, one listing upstream for each entry with a window,
 * then only what the record cannot answer.
 */
export async function planRepository(
  session: Session,
  repository: RepositoryName,
  images: readonly ImageConfig[],
  options: RepositoryOptions,
): Promise<RepositoryPlan> {
  const plan: RepositoryPlan = {
    repository,
    tags: [],
    failures: [],
    record: emptyRecord(formatRepository(repository)),
    listed: new Set(),
    seen: {},
  };
  // Upstream is asked at the same time; what goes wrong there is looked at below.
  const selections = images.map((image) => ({ image, selecting: select(session, image, options) }));
  for (const { selecting } of selections) selecting.catch(() => undefined);
  // The listing first: of two requests the later one may wait, and new tags need not wait for the record.
  const listing = listedTags(session.destination(repository));
  const reading = session.record(repository).read();
  for (const promise of [listing, reading]) promise.catch(() => undefined);
  try {
    plan.listed = new Set(await listing);
    await planSelections(session, plan, selections, reading, options);
    plan.record = await reading;
    return plan;
  } catch (thrown) {
    const error = placed(thrown, 'destination', repository);
    const failures = images.map((image) => ({ image, error: imageError(session, image, ownCopy(error)) }));
    return { ...plan, tags: [], failures };
  }
}

/** An entry of the manifest, and its tags that are being found out. */
interface Selecting {
  image: ImageConfig;
  selecting: Promise<UpstreamSelection>;
}

/** Plans the tags of each entry. @throws what reading the record does */
async function planSelections(
  session: Session,
  plan: RepositoryPlan,
  selections: readonly Selecting[],
  reading: Promise<RepositoryRecord>,
  { tags, ...options }: RepositoryOptions,
): Promise<void> {
  const { listed, seen } = plan;
  const destination = session.destination(plan.repository);
  const claimed = new Map<string, ImageConfig>();
  for (const { image, selecting } of selections) {
    let selection: UpstreamSelection;
    let selected: SelectedTag[];
    try {
      selection = await selecting;
      selected = [...selection.selected, ...(await gone(session, image, listed, reading, options))];
    } catch (thrown) {
      plan.failures.push({ image, error: imageError(session, image, thrown) });
      continue;
    }
    const { usual } = selection;
    const state: TagState = { session, image, destination, reading, listed, seen, usual, options };
    const planned = await Promise.all(
      selected.map(async (tag) => {
        const rival = claimed.get(tag.tag);
        claimed.set(tag.tag, rival ?? image);
        return rival === undefined
          ? tags.add(() => planTag(state, tag))
          : duplicate(image, rival, tag.tag, session.config.file);
      }),
    );
    for (const tag of planned) plan.tags.push(tag);
    const latest = await planLatest({ ...state, record: await reading }, planned);
    if (latest !== undefined) plan.tags.push(latest);
  }
}

async function select(
  session: Session,
  image: ImageConfig,
  { locked }: PlanOptions,
): Promise<UpstreamSelection> {
  const tags = locked?.get(image);
  return tags === undefined ? selectUpstream(session, image) : selectLocked(image, tags);
}

/** Looked for only when immutable tags are asked about. */
async function gone(
  session: Session,
  image: ImageConfig,
  listed: ReadonlySet<string>,
  reading: Promise<RepositoryRecord>,
  { deep, checkMoved, locked }: PlanOptions,
): Promise<SelectedTag[]> {
  if (locked !== undefined || !(deep || checkMoved)) return [];
  return selectGone(session, image, await reading, listed);
}

/** A repository that does not exist yet has no tags. */
async function listedTags(destination: RepositoryReader): Promise<string[]> {
  try {
    return await destination.tags();
  } catch (thrown) {
    if (thrown instanceof MirrorError && thrown.code === 'MIRROR_REPOSITORY_UNKNOWN') return [];
    throw thrown;
  }
}

function placed(thrown: unknown, side: 'source' | 'destination', repository: RepositoryName): MirrorError {
  return toMirrorError(thrown).at({ side, reference: formatRepository(repository) });
}

/** Selections of two entries may meet only now, when the listings are known. */
function duplicate(image: ImageConfig, rival: ImageConfig, tag: string, file: string): PlannedTag {
  return {
    image,
    tag,
    action: 'unchanged',
    reason: 'selected twice',
    upstream: [],
    missing: [],
    error: new MirrorError(
      'MIRROR_CONFIG_DUPLICATE_TAG',
      `tag ${tag} of ${formatRepository(image.repository)} is selected by this entry and by the one at line ${rival.position.line}`,
      {
        place: { file, ...image.position, image: image.name },
        hint: 'Narrow one of the two selections with `exclude` or a range.',
      },
    ),
  };
}
