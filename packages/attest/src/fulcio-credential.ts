import { generateKeyPairSync, sign, X509Certificate } from 'node:crypto';
import { MirrorError, registerSecret } from '@multiarch-mirror/errors';
import type { Credential, CredentialSource } from './credential.ts';
import type { IdentityTokenSource } from './identity-token.ts';

/** A certificate with less time than this is not used again: the log has to date each entry inside of its ten minutes. */
const renewalMargin = 3 * 60_000;

export interface FulcioOptions {
  fulcioUrl: string;
  identityToken: IdentityTokenSource;
  now: () => number;
}

/**
 * One P-256 key and its certificate for all signatures until shortly before the certificate ends; then a new pair.
 * sigstore-js would ask for a token and a certificate for each signature.
 * @throws MirrorError MIRROR_IDENTITY_TOKEN, MIRROR_CERTIFICATE
 */
export function fulcioCredential(options: FulcioOptions): CredentialSource {
  let current: Promise<Certified> | undefined;
  function renew(): Promise<Certified> {
    const asked = certify(options);
    current = asked;
    asked.catch(() => {
      // The next one asks again.
      if (current === asked) current = undefined;
    });
    return asked;
  }
  return async () => {
    const asked = current ?? renew();
    const { credential, expires } = await asked;
    if (expires - options.now() > renewalMargin) return credential;
    // Whoever notices first renews; the others wait for the same pair.
    return (await (current === asked || current === undefined ? renew() : current)).credential;
  };
}

interface Certified {
  credential: Credential;
  expires: number;
}

async function certify(options: FulcioOptions): Promise<Certified> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const publicKeyPem = publicKey.export({ format: 'pem', type: 'spki' }).toString();
  const signWith = (data: Buffer): Buffer => sign('sha256', data, privateKey);
  // A token of its own errors first, so that they are not hidden in the library's.
  const token = await options.identityToken();
  registerSecret(token);
  // With its HTTP client it takes long to load.
  const { FulcioSigner } = await import('@sigstore/sign');
  const fulcio = new FulcioSigner({
    fulcioBaseURL: options.fulcioUrl.replace(/\/$/, ''),
    identityProvider: { getToken: async () => token },
    keyHolder: {
      sign: async (data) => ({
        signature: signWith(data),
        key: { $case: 'publicKey', publicKey: publicKeyPem },
      }),
    },
    retry: { retries: 3, minTimeout: 500 },
    timeout: 20_000,
  });
  // The library hands out a certificate only with a signature; this one is thrown away.
  const { key } = await fulcio.sign(Buffer.from('certificate')).catch((error: unknown) => {
    throw new MirrorError(
      'MIRROR_CERTIFICATE',
      `${options.fulcioUrl} issued no certificate: ${reason(error)}`,
      {
        hint: 'Check that the certificate authority accepts the identity token and its issuer, and try again.',
        cause: error,
      },
    );
  });
  if (key.$case !== 'x509Certificate') {
    throw new MirrorError('MIRROR_CERTIFICATE', `${options.fulcioUrl} issued no certificate`);
  }
  // Counted from now by this machine's clock, whatever it shows.
  const { validFrom, validTo } = new X509Certificate(key.certificate);
  const expires = options.now() + Date.parse(validTo) - Date.parse(validFrom);
  return {
    credential: { sign: signWith, identity: { $case: 'certificate', pem: key.certificate } },
    expires,
  };
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
