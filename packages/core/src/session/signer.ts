import { resolve } from 'node:path';
import type { Signer, Trust } from '@multiarch-mirror/attest';
import type { Config, SigstoreConfig } from '../config/config.ts';

/**
 * The signer of a run: keyless, which is the one mode that a chain is loaded with.
 * @throws MirrorError MIRROR_IDENTITY_TOKEN without a token
 */
export async function openSigner(config: Config, environment: NodeJS.ProcessEnv): Promise<Signer> {
  const { createKeylessSigner, environmentToken } = await import('@multiarch-mirror/attest');
  const { fulcio, rekor } = config.sigstore;
  return createKeylessSigner({
    identityToken: environmentToken(environment),
    ...(fulcio !== undefined && { fulcioUrl: fulcio }),
    ...(rekor !== undefined && { rekorUrl: rekor }),
  });
}

/** What signatures are verified against: the instance that the manifest names, else public Sigstore. */
export async function openTrust(
  { tuf, trustedRoot }: SigstoreConfig,
  directory: string,
  cachePath: string,
): Promise<Trust> {
  const { loadTrust } = await import('@multiarch-mirror/attest');
  if (trustedRoot !== undefined) return loadTrust({ trustedRoot: resolve(directory, trustedRoot) });
  if (tuf !== undefined) return loadTrust({ tuf: { ...tuf, root: resolve(directory, tuf.root), cachePath } });
  return loadTrust({ public: true });
}
