import { checkAttestations, predicateTypes, readAttestations, type StoredAttestations, type VerifiedStatement } from '@multiarch-mirror/attest';
import { MirrorError, PolicyError } from '@multiarch-mirror/errors';
import { type Descriptor, formatRepository, isIndex, parseImageIndex, parseImageManifest } from '@multiarch-mirror/oci';
import type { ImageConfig } from '../config/config.ts';
import type { ReadBack, StatementRequest } from '../plugin/image-context.ts';
import type { Session } from '../session/session.ts';
import type { ImageRoot } from './root.ts';

/** An image as a stranger reads it: over connections of its own, manifests by GET, blobs by HEAD. */
export async function readBack(
  session: Session,
  { image, root, anonymous }: { image: ImageConfig; root: ImageRoot; anonymous: boolean },
): Promise<ReadBack> {
  const repository = session.stranger(image.repository, anonymous);
  const reference = formatRepository(image.repository);
  const stored = new Map<string, Promise<StoredAttestations>>();
  const attestationsOf = (digest: string) => {
    const read = stored.get(digest) ?? readAttestations(repository, digest);
    stored.set(digest, read);
    return read;
  };

  const checkManifest = async (descriptor: Descriptor): Promise<void> => {
    const raw = await repository.manifest(descriptor.digest);
    if (isIndex(raw.descriptor.mediaType)) {
      await Promise.all(parseImageIndex(raw).manifests.map(checkManifest));
      return;
    }
    const { config, layers } = parseImageManifest(raw);
    await Promise.all(
      [config, ...layers].map(async (blob) => {
        if (isForeign(blob) || (await repository.hasBlob(blob))) return;
        throw new MirrorError('MIRROR_BLOB_UNKNOWN', `${blob.digest} of ${descriptor.digest} is not at the destination`);
      }),
    );
  };

  return {
    content: async () => {
      try {
        await checkManifest(root.raw.descriptor);
      } catch (thrown) {
        if (!(thrown instanceof MirrorError) || !incomplete.has(thrown.code)) throw thrown;
        throw new PolicyError(`the image is not complete: ${thrown.message}`, {
          code: 'MIRROR_INCOMPLETE',
          hint: 'Run `mirror run --deep`: it copies what is missing.',
          place: { side: 'destination', reference },
          cause: thrown,
        });
      }
    },
    statement: async (request: StatementRequest): Promise<VerifiedStatement | undefined> => {
      const { digest } = request.subject;
      const signature = request.predicateType === predicateTypes.sign;
      const statements = checkAttestations(await attestationsOf(digest), {
        trust: await session.trust(),
        policy: session.policy(image),
        format: session.format,
        image: { reference, digest },
        legacy: digest === root.raw.descriptor.digest,
        signature,
        predicateTypes: signature ? [] : [request.predicateType],
      });
      return statements[0];
    },
  };
}

const incomplete = new Set([
  'MIRROR_MANIFEST_UNKNOWN',
  'MIRROR_BLOB_UNKNOWN',
  'MIRROR_DIGEST_MISMATCH',
  'MIRROR_SIZE_MISMATCH',
  'MIRROR_MANIFEST_INVALID',
]);

/** Layers that are fetched from elsewhere by design (image-spec, "Non-distributable layers") need not be here. */
function isForeign({ mediaType, urls }: Descriptor): boolean {
  return urls !== undefined && urls.length > 0 && /nondistributable|foreign/.test(mediaType);
}
