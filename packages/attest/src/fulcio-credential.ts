import { generateKeyPairSync, type KeyObject, sign, X509Certificate } from 'node:crypto';
import { MirrorError, redact, registerSecret } from '@multiarch-mirror/errors';
import type { Credential, CredentialSource } from './credential.ts';
import { trustEnvironment } from './http.ts';
import type { IdentityTokenSource } from './identity-token.ts';
import { keyAlgorithm } from './key-algorithm.ts';
import type { PersistentService } from './persistent-service.ts';
import { BrokenAnswer, reasonOf, type ServiceFault } from './service-fault.ts';

/** A certificate with less time than this is not used again: the log has to date each entry inside of its ten minutes. */
const renewalMargin = 3 * 60_000;

export interface FulcioOptions {
  fulcioUrl: string;
  identityToken: IdentityTokenSource;
  now: () => number;
  service: PersistentService;
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
  const signWith = async (data: Buffer): Promise<Buffer> => sign('sha256', data, privateKey);
  // A token of its own errors first, so that they are not hidden in the library's.
  const token = await options.identityToken();
  registerSecret(token);
  trustEnvironment();
  // With its HTTP client it takes long to load.
  const { FulcioSigner } = await import('@sigstore/sign');
  const fulcio = new FulcioSigner({
    fulcioBaseURL: options.fulcioUrl.replace(/\/+$/, ''),
    identityProvider: { getToken: async () => token },
    keyHolder: {
      sign: async (data) => ({
        signature: await signWith(data),
        key: { $case: 'publicKey', publicKey: publicKeyPem },
      }),
    },
    retry: false,
    timeout: options.service.timeout,
  });
  const certificate = await options.service.ask(
    async () => {
      // The library hands out a certificate only with a signature; this one is thrown away.
      const { key } = await fulcio.sign(Buffer.from('certificate'));
      if (key.$case !== 'x509Certificate') throw new BrokenAnswer('its answer holds no certificate');
      refuseForeign(key.certificate, publicKey);
      return key.certificate;
    },
    (error, fault) => noCertificate(options.fulcioUrl, error, fault),
  );
  // Counted from now by this machine's clock, whatever it shows.
  const { validFrom, validTo } = new X509Certificate(certificate);
  const expires = options.now() + Date.parse(validTo) - Date.parse(validFrom);
  const identity = { $case: 'certificate', pem: certificate } as const;
  return { credential: { sign: signWith, algorithm: keyAlgorithm(publicKey), identity }, expires };
}

/** @throws BrokenAnswer where it is no certificate of this key */
function refuseForeign(certificate: string, publicKey: KeyObject): void {
  try {
    if (new X509Certificate(certificate).publicKey.equals(publicKey)) return;
  } catch (error) {
    throw new BrokenAnswer('its answer holds no certificate', { cause: error });
  }
  throw new BrokenAnswer('its certificate is for another key');
}

function noCertificate(url: string, error: unknown, fault: ServiceFault): MirrorError {
  // The library puts the token into some of its messages.
  const said = redact(reasonOf(error));
  return new MirrorError(
    'MIRROR_CERTIFICATE',
    `the certificate authority ${url} issued no certificate: ${said}`,
    {
      hint:
        fault === 'refused'
          ? 'Check that the certificate authority accepts the identity token and its issuer.'
          : 'Check the network and `sigstore.fulcio`, and try again later.',
      cause: error,
    },
  );
}
