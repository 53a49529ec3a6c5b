import { formatPlatform, isIndex, parseImageIndex, planImage } from '@multiarch-mirror/oci';
import { type ImageRoot, resolveRoot, upstreamAnnotations } from '../image/root.ts';
import type { UpstreamReference } from '../plugin/image-context.ts';
import type { TagState, UndecidedTag } from './tag-state.ts';

/** What stands at the destination, beside what the manifest asks for. */
export interface Comparison {
  same: boolean;
  /** Platforms asked for that upstream does not have. */
  missing: string[];
  /** Upstream has at least one of those. */
  offered: boolean;
}

/**
 * Compares what stands at the destination, and no record vouches for (`root`, where `current` could be read as one), with what
 * upstream has now. Upstream's manifest is read only where its digest and what an earlier run has noted in the index leave a doubt:
 * registries count that, and a lost record is no reason to pay for every tag.
 * @throws MirrorError with side source
 */
export async function compareContent(
  state: TagState,
  now: UndecidedTag,
  root: ImageRoot | undefined,
  current: string,
): Promise<Comparison> {
  const known = root === undefined ? undefined : await knownContent(state, now, root);
  if (known !== undefined) return known;
  const { raw, missing, platforms } = await resolveRoot(state.session, state.image, now);
  return { same: raw.descriptor.digest === current, missing, offered: platforms.length > 0 };
}

async function knownContent(
  { image, destination, options }: TagState,
  { upstream, missing }: UndecidedTag,
  { raw }: ImageRoot,
): Promise<Comparison | undefined> {
  if (image.source.kind === 'assembly') {
    const same = options.deep !== true && isAssembledFrom(raw, upstream);
    return same ? { same, missing, offered: true } : undefined;
  }
  const [part] = upstream;
  if (part === undefined) return undefined;
  // The same bytes have the same platforms on either side.
  const plan = await planImage(destination, raw, image.platforms);
  const lacks = plan.missing.map(formatPlatform);
  if (part.digest === raw.descriptor.digest) {
    return { same: plan.kind === 'identical', missing: lacks, offered: plan.platforms.length > 0 };
  }
  // An index that a run has rebuilt says what of. `--deep` believes nothing that anybody could have written.
  if (options.deep === true || plan.kind !== 'identical' || lacks.length > 0) return undefined;
  return isRebuiltFrom(raw, part) ? { same: true, missing: [], offered: true } : undefined;
}

function isRebuiltFrom(raw: ImageRoot['raw'], part: UpstreamReference): boolean {
  return isIndex(raw.descriptor.mediaType) && isFrom(parseImageIndex(raw).annotations, part);
}

/** One child for each part, and nothing else. */
function isAssembledFrom(raw: ImageRoot['raw'], upstream: readonly UpstreamReference[]): boolean {
  if (!isIndex(raw.descriptor.mediaType)) return false;
  const { manifests } = parseImageIndex(raw);
  return (
    manifests.length === upstream.length &&
    upstream.every((part) =>
      manifests.some(
        ({ platform, annotations }) =>
          platform !== undefined && formatPlatform(platform) === part.platform && isFrom(annotations, part),
      ),
    )
  );
}

function isFrom(annotations: Record<string, string> = {}, part: UpstreamReference): boolean {
  return Object.entries(upstreamAnnotations(part)).every(([name, value]) => annotations[name] === value);
}
