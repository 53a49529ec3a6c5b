import { MirrorError } from '@multiarch-mirror/errors';
import { causesOf, faultOf, reasonOf } from './service-fault.ts';

/**
 * Why a TUF repository gave no trusted root. MIRROR_TRUST_UNREACHABLE: nobody knows yet, as it did not answer or had no time. MIRROR_TRUST: what
 * it gave, or the root that it is trusted by, cannot be used.
 */
export function trustFault(repository: string, error: unknown): MirrorError {
  const reason = reasonOf(error);
  const options = { cause: error };
  if (isOutOfReach(error)) {
    return new MirrorError('MIRROR_TRUST_UNREACHABLE', `${repository} is out of reach: ${reason}`, {
      ...options,
      hint: 'Check the network, `HTTPS_PROXY` and `NODE_EXTRA_CA_CERTS`, and `sigstore.tuf`; with a file as `sigstore.trustedRoot` nothing is fetched.',
    });
  }
  return new MirrorError('MIRROR_TRUST', `${repository} gave no trusted root: ${reason}`, {
    ...options,
    hint: mendOf(error, reason),
  });
}

/** tuf-js asks by Node's `fetch`; of some requests it keeps the words of the failure alone. */
function isOutOfReach(error: unknown): boolean {
  if (faultOf(error) === 'busy') return true;
  return causesOf(error).some(({ message }) => /fetch failed|terminated|due to timeout/.test(message));
}

function mendOf(error: unknown, reason: string): string {
  if (/is expired/.test(reason))
    return 'Its keepers have to sign it anew. Check the clock of this machine, too.';
  if (causesOf(error).some((one) => 'path' in one))
    return 'Check that the file of `sigstore.tuf.root` is there, and that its copies can be kept in the cache.';
  if (faultOf(error) === 'refused')
    return 'Check `sigstore.tuf.mirror`: what is at this address is no TUF repository.';
  return 'Check that `root` of `sigstore.tuf` is of the repository that `mirror` names, and ask its keepers.';
}
