import { formatRepository } from '@multiarch-mirror/oci';
import type { ImageConfig } from '../config/config.ts';
import { contentFingerprint } from '../plan/fingerprint.ts';
import { listingOf, type OfferedTags, offeredTags } from '../plan/offered-tags.ts';
import type { RepositoryPlan } from '../plan/plan.ts';
import type { LockedTags } from '../plan/tag-state.ts';
import type { Session } from '../session/session.ts';
import { explainTags, isReserved, newestFirst, type OmittedTag } from '../versions/index.ts';
import type { ExcludedTag, ImageExplanation } from './explanation.ts';
import { includedTags } from './included-tags.ts';

/** Explains each tag of one image's listing, or of its lock, with what `plan` has for it. @throws MirrorError where the listing cannot be had */
export async function explainImage(
  session: Session,
  image: ImageConfig,
  plan: RepositoryPlan | undefined,
  locked: LockedTags | undefined,
): Promise<ImageExplanation> {
  const isListed = image.tags.kind === 'window' && locked === undefined;
  const offered = isListed
    ? await offeredTags(session, image)
    : { tags: [...(locked?.tags.keys() ?? [])], unfit: [] };
  const { selected, omitted, usual } = explainTags(image.tags, offered.tags, locked && { of: locked.usual });
  const planned = plan?.tags.filter((each) => each.image === image) ?? [];
  const included = includedTags(selected, planned);
  const names = new Set(included.map(({ tag }) => tag));
  return {
    image: image.name,
    line: image.position.line,
    destination: formatRepository(image.repository),
    ...(isListed && { listing: formatRepository(listingOf(image)) }),
    selector: image.tags,
    ...(usual !== undefined && { usual }),
    tags: [...included, ...excludedTags(image, { names, omitted, unfit: offered.unfit }, plan)],
  };
}

/** What is out, the highest first; at the end what was published once and is not even listed any more. */
function excludedTags(
  image: ImageConfig,
  {
    names,
    omitted,
    unfit,
  }: { names: ReadonlySet<string>; omitted: readonly OmittedTag[]; unfit: OfferedTags['unfit'] },
  plan: RepositoryPlan | undefined,
): ExcludedTag[] {
  const stays = publishedTags(image, plan);
  const listed: ExcludedTag[] = [];
  for (const { tag, kind, reason, of } of omitted) {
    // The `latest` of the plan is not the one upstream.
    if (names.has(tag)) continue;
    const published = stays.delete(tag);
    listed.push({
      tag,
      in: false,
      kind,
      reason,
      ...(of !== undefined && { of }),
      ...(published && { published }),
    });
  }
  for (const tag of unfit) {
    listed.push({ tag, in: false, kind: 'unfit', reason: 'not what the template of `tagsFrom` names' });
  }
  const reason =
    image.tags.kind === 'window' ? 'upstream no longer lists it' : 'no longer named in the manifest';
  const unlisted = [...stays.difference(names)].map(
    (tag): ExcludedTag => ({ tag, in: false, kind: 'unlisted', reason, published: true }),
  );
  return [...newestFirst(listed), ...newestFirst(unlisted)];
}

/** What stands at the destination and came from this entry, by the record. */
function publishedTags(image: ImageConfig, plan: RepositoryPlan | undefined): Set<string> {
  const content = contentFingerprint(image);
  const recorded = Object.entries(plan?.record.tags ?? {}).filter(
    ([tag, entry]) => entry.content === content && plan?.listed.has(tag) === true && !isReserved(tag),
  );
  return new Set(recorded.map(([tag]) => tag));
}
