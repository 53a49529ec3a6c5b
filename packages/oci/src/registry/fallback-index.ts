import { setTimeout as delay } from 'node:timers/promises';
import { ociError } from '../codes.ts';
import type { Descriptor } from '../descriptor.ts';
import { parseImageIndex, type RawManifest, rawManifest, referrerDescriptor } from '../manifest.ts';
import { isIndex, mediaTypes } from '../media-types.ts';
import { fallbackTag, isBrokenEntry, mergeEntries, sameEntries, withEntries } from '../referrer-index.ts';
import { RegistryError } from '../registry-error.ts';
import { about, type RepositoryContext } from './context.ts';
import { getManifest, putManifest } from './manifests.ts';

const attempts = 8;
/** Entries of others that are put right in one go. */
const repairLimit = 50;

/**
 * Makes the fallback index of a subject hold our entries, keeping those of others and mending what is broken in them. The tag
 * has no lock: it is written, read back, and merged again until a reading shows nothing to change. `known` is a reading of a
 * moment ago.
 * @throws MirrorError MIRROR_REFERRERS_CONFLICT when other writers never let it come to rest
 */
export async function writeFallbackIndex(
  context: RepositoryContext,
  digest: string,
  ours: Descriptor[],
  remove: string[],
  known?: { index: RawManifest | undefined },
): Promise<void> {
  const repaired = new Map<string, Descriptor>();
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const fresh = attempt === 1 ? known : undefined;
    const found = fresh === undefined ? await readFallbackIndex(context, digest) : fresh.index;
    const index = found === undefined ? undefined : parseImageIndex(found);
    const current = index?.manifests ?? [];
    const entries = await repair(context, current, repaired);
    const merged = mergeEntries(entries, ours, remove);
    if (sameEntries(merged, current)) return;
    // Two writers that met once meet again unless they part.
    if (attempt > 1) await delay(Math.random() * context.transport.retry.baseDelay * attempt);
    await putManifest(
      context,
      rawManifest(mediaTypes.ociIndex, withEntries(index, merged)),
      fallbackTag(digest),
    );
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

/** Entries without artifactType or annotations, with those of the manifest that they name. What is not there stays as it is. */
async function repair(
  context: RepositoryContext,
  entries: Descriptor[],
  repaired: Map<string, Descriptor>,
): Promise<Descriptor[]> {
  const broken = entries.filter((entry) => isBrokenEntry(entry) && !repaired.has(entry.digest));
  for (const entry of broken.slice(0, repairLimit)) repaired.set(entry.digest, await mended(context, entry));
  return entries.map((entry) => {
    const better = isBrokenEntry(entry) ? repaired.get(entry.digest) : undefined;
    return better === undefined || !isBetter(better, entry) ? entry : better;
  });
}

function isBetter(better: Descriptor, entry: Descriptor): boolean {
  return (
    (entry.artifactType === undefined && better.artifactType !== undefined) ||
    (entry.annotations === undefined && better.annotations !== undefined)
  );
}

async function mended(context: RepositoryContext, entry: Descriptor): Promise<Descriptor> {
  try {
    return { ...referrerDescriptor(await getManifest(context, entry.digest)), ...entry };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const missing = error instanceof RegistryError && error.status === 404;
    if (missing || code === 'MIRROR_MANIFEST_INVALID' || code === 'MIRROR_MANIFEST_UNSUPPORTED') return entry;
    throw error;
  }
}
