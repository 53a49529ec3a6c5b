import { resolve } from 'node:path';
import type { CredentialSource, Signer, Trust } from '@multiarch-mirror/attest';
import { MirrorError } from '@multiarch-mirror/errors';
import type { Config, SigstoreConfig } from '../config/config.ts';
import type { SigningOptions } from '../plugin/run-context.ts';

export interface SignerSurroundings {
  environment: NodeJS.ProcessEnv;
  signal: AbortSignal;
  signing: SigningOptions;
  trust: () => Promise<Trust>;
  /** The key, in the modes that have one. */
  credential: () => Promise<CredentialSource>;
}

/**
 * The signer of a chain.
 * @throws MirrorError MIRROR_IDENTITY_TOKEN without a token, MIRROR_SIGNING_KEY for a key that cannot be used for this format
 */
export async function openSigner(
  { sigstore, attestations }: Config,
  { environment, signal, signing, trust, credential }: SignerSurroundings,
): Promise<Signer> {
  const { createKeylessSigner, createSigner, environmentToken } = await import('@multiarch-mirror/attest');
  const { fulcio, rekor, rekorVersion, timestamp, timeout } = sigstore;
  const services = {
    signal,
    trust,
    ...(timeout !== undefined && { timeout }),
    ...(rekor !== undefined && { rekorUrl: rekor }),
    ...(rekorVersion !== undefined && { rekorVersion }),
    ...(timestamp !== undefined && { timestampUrl: timestamp }),
  };
  if (signing.mode === 'keyless') {
    const identityToken = environmentToken(environment, {
      signal,
      ...(timeout !== undefined && { timeout }),
    });
    return createKeylessSigner({
      ...services,
      identityToken,
      ...(fulcio !== undefined && { fulcioUrl: fulcio }),
    });
  }
  const source = await credential();
  const { algorithm } = await source();
  if (attestations.format !== 'bundle' && !algorithm.legacy) {
    throw new MirrorError('MIRROR_SIGNING_KEY', `logs take no legacy signature of an ${algorithm.name} key`, {
      hint: 'Set `attestations: {format: bundle}`, or use a key on P-256.',
    });
  }
  return createSigner({ ...services, credential: source });
}

/** What signatures are verified against: the instance that the manifest names, else public Sigstore. */
export async function openTrust(
  { tuf, trustedRoot, timeout }: SigstoreConfig,
  directory: string,
  cachePath: string,
): Promise<Trust> {
  const { loadTrust } = await import('@multiarch-mirror/attest');
  if (trustedRoot !== undefined) return loadTrust({ trustedRoot: resolve(directory, trustedRoot) });
  const patience = timeout === undefined ? {} : { timeout };
  if (tuf === undefined) return loadTrust({ public: true, ...patience });
  return loadTrust({ tuf: { ...tuf, root: resolve(directory, tuf.root), cachePath, ...patience } });
}
