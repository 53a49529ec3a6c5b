import type { MirrorError } from '@multiarch-mirror/errors';
import { ociError } from '../codes.ts';
import { isDigest, splitDigest } from '../digest.ts';
import type { RegistryError } from '../registry-error.ts';

/** Every registry takes these; of others (image-spec, descriptor.md, "Registered Algorithms") many know nothing. */
export function isCommonDigest(digest: string): boolean {
  return digest.startsWith('sha256:');
}

const refusals = new Set(['DIGEST_INVALID', 'UNSUPPORTED']);

/** Whether a refusal is about the digest's algorithm. To a HEAD there are no words, and some have none ever. */
export function refusesDigest({ status, registryCodes }: RegistryError, digest: string): boolean {
  const uncommon = isDigest(digest) && !isCommonDigest(digest);
  return uncommon && status === 400 && registryCodes.every((code) => refusals.has(code));
}

/** MIRROR_DIGEST_UNSUPPORTED. @param what the registry does not do, with the name of the digest's algorithm for `%` */
export function unsupportedDigest(digest: string, what: string, cause?: RegistryError): MirrorError {
  const { algorithm } = splitDigest(digest);
  return ociError('MIRROR_DIGEST_UNSUPPORTED', `the registry ${what.replace('%', algorithm)}`, {
    hint: `Mirror what has ${algorithm} digests to a registry that takes them and gives tags to them, or to a layout (oci:DIRECTORY).`,
    ...(cause === undefined ? {} : { cause }),
  });
}
