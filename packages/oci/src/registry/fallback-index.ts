import { ociError } from '../codes.ts';
import { Contention } from '../contention.ts';
import type { Descriptor } from '../descriptor.ts';
import { parseImageIndex, type RawManifest, rawManifest } from '../manifest.ts';
import { isIndex, mediaTypes } from '../media-types.ts';
import { fallbackTag, mergeEntries, sameEntries, withEntries } from '../referrer-index.ts';
import type { ReferrerRepair } from '../referrer-repair.ts';
import { RegistryError } from '../registry-error.ts';
import { about, type RepositoryContext } from './context.ts';
import { putManifest } from './manifest-push.ts';
import { getManifest } from './manifests.ts';

const attempts = 16;

/** What a fallback index is to hold. */
export interface FallbackChange {
  /** Entries that are put in, or put right. */
  ours: Descriptor[];
  /** Digests of entries that go. */
  remove: string[];
  /** Puts right what others broke. */
  repair: ReferrerRepair;
}

/**
 * Makes the fallback index of a subject hold our entries, keeping those of others and mending what is broken in them. The tag
 * has no lock: it is written, read back, and merged again until readings show nothing to change: two, some time apart, where others
 * write it as well. `known` is a reading of a
 * moment ago.
 * @throws MirrorError MIRROR_REFERRERS_CONFLICT when other writers never let it come to rest
 */
export async function writeFallbackIndex(
  context: RepositoryContext,
  digest: string,
  { ours, remove, repair }: FallbackChange,
  known?: { index: RawManifest | undefined },
): Promise<void> {
  const rest = new Contention(context.transport.retry.baseDelay, context.transport.retry);
  let written: string | undefined;
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const fresh = attempt === 1 ? known : undefined;
    const found = fresh === undefined ? await readFallbackIndex(context, digest) : fresh.index;
    const index = found === undefined ? undefined : parseImageIndex(found);
    const current = index?.manifests ?? [];
    const merged = mergeEntries(await repair.mend(current), ours, remove);
    if (written !== undefined && found?.descriptor.digest !== written) rest.meet();
    if (sameEntries(merged, current)) {
      if (rest.isOver()) return;
      await rest.watch();
      continue;
    }
    // Between this reading and the writing nothing waits: what others write in between is lost to them.
    const changed = rawManifest(mediaTypes.ociIndex, withEntries(index, merged));
    const put = () => putManifest(context, changed, fallbackTag(digest), { once: true });
    if (await rest.write(put)) written = changed.descriptor.digest;
  }
  await about(context, fallbackTag(digest), async () => {
    throw ociError(
      'MIRROR_REFERRERS_CONFLICT',
      `the referrers of ${digest} kept changing while they were written`,
      {
        hint: 'Run again when no other tool attests the same image.',
      },
    );
  });
}

/** The fallback index of a subject, unless the tag holds something else (GitLab takes it for the subject itself). */
export async function readFallbackIndex(
  context: RepositoryContext,
  digest: string,
): Promise<RawManifest | undefined> {
  try {
    const found = await getManifest(context, fallbackTag(digest));
    return isIndex(found.descriptor.mediaType) && found.descriptor.digest !== digest ? found : undefined;
  } catch (error) {
    if (error instanceof RegistryError && error.status === 404) return undefined;
    throw error;
  }
}
