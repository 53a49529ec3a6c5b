import type { StoredAttestations, VerifiedStatement } from '@multiarch-mirror/attest';
import { predicateTypes } from '@multiarch-mirror/attest/statements';
import { PolicyError } from '@multiarch-mirror/errors';
import { formatRepository } from '@multiarch-mirror/oci';
import type { ImageConfig } from '../config/config.ts';
import type { ReadBack, StatementRequest } from '../plugin/image-context.ts';
import type { Session } from '../session/session.ts';
import { checkContent, isIncomplete } from './check-content.ts';
import type { ImageRoot } from './root.ts';
import { signedIn } from './signed-in.ts';

/** An image as a stranger reads it: over connections of its own, manifests by GET, blobs by HEAD. */
export async function readBack(
  session: Session,
  { image, root, anonymous }: { image: ImageConfig; root: ImageRoot; anonymous: boolean },
): Promise<ReadBack> {
  const { assess, bundleDocument, checkAttestations, readAttestations } = await import(
    '@multiarch-mirror/attest'
  );
  const repository = session.stranger(image.repository, anonymous);
  const reference = formatRepository(image.repository);
  const origin = signedIn(image);
  const stored = new Map<string, Promise<StoredAttestations>>();
  const attestationsOf = (digest: string) => {
    const read = stored.get(digest) ?? readAttestations(repository, digest);
    stored.set(digest, read);
    return read;
  };

  const statement = async (request: StatementRequest): Promise<VerifiedStatement | undefined> => {
    const { digest } = request.subject;
    const signature = request.predicateType === predicateTypes.sign;
    const statements = checkAttestations(await attestationsOf(digest), {
      trust: await session.trust(),
      policy: await session.policy(image),
      format: session.format,
      image: { reference, digest, ...origin },
      legacy: digest === root.raw.descriptor.digest,
      signature,
      predicateTypes: signature ? [] : [request.predicateType],
    });
    return statements[0];
  };

  return {
    content: async () => {
      try {
        await checkContent(repository, root.raw.descriptor.digest);
      } catch (thrown) {
        if (!isIncomplete(thrown)) throw thrown;
        throw new PolicyError(`the image is not complete: ${thrown.message}`, {
          code: 'MIRROR_INCOMPLETE',
          hint: 'Run `mirror run --deep`: it copies what is missing.',
          place: { side: 'destination', reference },
          cause: thrown,
        });
      }
    },
    statement,
    bundle: async (request: StatementRequest): Promise<unknown> => {
      if ((await statement(request)) === undefined) return undefined;
      const { own } = assess(await attestationsOf(request.subject.digest), {
        trust: await session.trust(),
        policy: await session.policy(image),
        predicateType: request.predicateType,
      });
      return own?.bundle === undefined ? undefined : bundleDocument(own.bundle);
    },
  };
}
