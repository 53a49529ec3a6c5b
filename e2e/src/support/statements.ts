import { readAttestations } from '@multiarch-mirror/attest';
import type { RepositoryReader } from '@multiarch-mirror/oci';

/** What a bundle on a digest says. */
export interface AttachedPredicate {
  predicateType: string;
  predicate: unknown;
}

/** The statements in the bundles on a digest, nothing of them verified. */
export async function attachedPredicates(
  repository: RepositoryReader,
  digest: string,
): Promise<AttachedPredicate[]> {
  const { bundles } = await readAttestations(repository, digest);
  return bundles.flatMap(({ bundle }) => {
    const content = bundle?.content;
    if (content?.$case !== 'dsseEnvelope') return [];
    return [JSON.parse(Buffer.from(content.dsseEnvelope.payload).toString('utf8')) as AttachedPredicate];
  });
}
