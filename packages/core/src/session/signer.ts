import { resolve } from 'node:path';
import type { Signer, Trust } from '@multiarch-mirror/attest';
import { MirrorError } from '@multiarch-mirror/errors';
import type { Config, SigstoreConfig } from '../config/config.ts';
import type { SigningOptions } from '../plugin/run-context.ts';

/**
 * The signer of a run, by what the signing plugin of the chain asks for.
 * @throws MirrorError MIRROR_IDENTITY_TOKEN without a token, MIRROR_SIGNING_UNSUPPORTED for modes that are not built yet
 */
export async function openSigner(
  config: Config,
  signing: SigningOptions,
  environment: NodeJS.ProcessEnv,
): Promise<Signer> {
  if (signing.mode !== 'keyless') {
    throw new MirrorError(
      'MIRROR_SIGNING_UNSUPPORTED',
      `signing with mode: ${signing.mode} is not built yet`,
      {
        hint: 'Use `mode: keyless`.',
      },
    );
  }
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
