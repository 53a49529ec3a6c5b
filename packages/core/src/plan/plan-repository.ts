import { MirrorError, toMirrorError } from '@multiarch-mirror/errors';
import { formatRepository, type RepositoryName, type RepositoryReader } from '@multiarch-mirror/oci';
import type PQueue from 'p-queue';
import type { ImageConfig } from '../config/config.ts';
import { emptyRecord, type RepositoryRecord } from '../record/record.ts';
import { imageError } from '../session/image-error.ts';
import { ownCopy } from '../session/own-copy.ts';
import type { Session } from '../session/session.ts';
import { explainTags, type Selection } from '../versions/index.ts';
import { listingOf, offeredTags } from './offered-tags.ts';
import type { PlannedTag, RepositoryPlan } from './plan.ts';
import { planLatest } from './plan-latest.ts';
import { planTag } from './plan-tag.ts';
import type { PlanOptions, TagState } from './tag-state.ts';

/**
 * Plans one destination repository: one listing and the record there, one listing upstream for each entry with a window,
 * then only what the record cannot answer. `tags` bounds how many tags are planned at once.
 */
export async function planRepository(
  session: Session,
  repository: RepositoryName,
  images: readonly ImageConfig[],
  { tags, ...options }: PlanOptions & { tags: PQueue },
): Promise<RepositoryPlan> {
  const destination = session.destination(repository);
  const plan: RepositoryPlan = {
    repository,
    tags: [],
    failures: [],
    record: emptyRecord(formatRepository(repository)),
    listed: new Set(),
    seen: {},
  };
  // Upstream is asked at the same time; what goes wrong there is looked at below.
  const selections = images.map((image) => ({ image, selecting: select(session, image) }));
  for (const { selecting } of selections) selecting.catch(() => undefined);
  let record: RepositoryRecord;
  try {
    const [listed, read] = await Promise.all([listedTags(destination), session.record(repository).read()]);
    plan.listed = new Set(listed);
    record = plan.record = read;
  } catch (thrown) {
    const error = placed(thrown, 'destination', repository);
    plan.failures = images.map((image) => ({ image, error: imageError(session, image, ownCopy(error)) }));
    return plan;
  }

  const claimed = new Map<string, ImageConfig>();
  for (const { image, selecting } of selections) {
    let selection: Selection;
    try {
      selection = await selecting;
    } catch (thrown) {
      plan.failures.push({ image, error: imageError(session, image, thrown) });
      continue;
    }
    const state: TagState = {
      session,
      image,
      destination,
      record,
      listed: plan.listed,
      seen: plan.seen,
      usual: selection.usual,
      options,
    };
    const planned = await Promise.all(
      selection.selected.map(async (tag) => {
        const rival = claimed.get(tag.tag);
        claimed.set(tag.tag, rival ?? image);
        return rival === undefined
          ? tags.add(() => planTag(state, tag))
          : duplicate(image, rival, tag.tag, session.config.file);
      }),
    );
    for (const tag of planned) plan.tags.push(tag);
    const latest = await planLatest(state, planned);
    if (latest !== undefined) plan.tags.push(latest);
  }
  return plan;
}

async function select(session: Session, image: ImageConfig): Promise<Selection> {
  if (image.tags.kind === 'literal') return explainTags(image.tags, []);
  try {
    const { tags } = await offeredTags(session, image);
    const selection = explainTags(image.tags, tags);
    if (selection.selected.length === 0) {
      session.log.warn(
        `${image.name}: none of ${tags.length} tags upstream is selected; \`mirror plan --explain ${image.name}\` says why`,
      );
    }
    return selection;
  } catch (thrown) {
    throw placed(thrown, 'source', listingOf(session, image));
  }
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
