import { algorithmOf, isDigest } from './digest.ts';
import { RegistryError } from './registry-error.ts';
import type { RegistryState } from './registry-state.ts';
import type { StagedContent } from './storage/content-store.ts';

/**
 * Moves what was uploaded under its digest and shows it to the repository; what does not have the digest is discarded.
 * @throws RegistryError DIGEST_INVALID
 */
export async function storeBlob(
  state: RegistryState,
  repository: string,
  content: StagedContent,
  digest: string,
): Promise<void> {
  const actual = isDigest(digest) ? await content.digest(algorithmOf(digest)) : undefined;
  if (actual !== digest && (actual === undefined || state.options.checksDigests !== false)) {
    await content.discard();
    throw new RegistryError(
      400,
      'DIGEST_INVALID',
      `the upload's digest is ${actual ?? 'not computed'}, not ${digest}`,
    );
  }
  const { size } = content;
  await content.commit(digest);
  state.ensureRepository(repository).blobs.set(digest, size);
}
