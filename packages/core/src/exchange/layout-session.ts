import { formatRepository, type Repository, type RepositoryName } from '@multiarch-mirror/oci';
import type { ImageConfig } from '../config/config.ts';
import { memoize } from '../session/memoize.ts';
import type { Session } from '../session/session.ts';

/** The session with a layout in the place of the destination: what is verified so is verified with no host asked. */
export function layoutSession(session: Session, memberOf: (name: RepositoryName) => Repository): Session {
  const attestations = memoize(
    (image: ImageConfig) => formatRepository(image.repository),
    async (image: ImageConfig) => {
      const { AttestationStore } = await import('@multiarch-mirror/attest');
      return new AttestationStore({
        repository: memberOf(image.repository),
        format: session.format,
        trust: await session.trust(),
        policies: await session.policies(image.repository),
      });
    },
  );
  return {
    ...session,
    upstream: memberOf,
    destination: memberOf,
    stranger: (name) => memberOf(name),
    attestations,
  };
}
