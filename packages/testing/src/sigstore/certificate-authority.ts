import { createPublicKey, generateKeyPairSync, verify, X509Certificate } from 'node:crypto';
// The package's main entry would put nock before every HTTP request of this process.
import { fulcioHandler, initializeCA, initializeCTLog } from '@sigstore/mock/dist/fulcio/index.js';
import { certificateName, type IdentityIssuer, unsignedToken } from './identity-issuer.ts';
import type { Answer, Request } from './service.ts';

/** A Fulcio with a certificate log. */
export interface CertificateAuthority {
  /** DER. */
  readonly rootCertificate: Buffer;
  /** DER, SubjectPublicKeyInfo. */
  readonly certificateLogKey: Buffer;
  /** Answers `POST /api/v2/signingCert`, and `v1`, which cosign before 3.0 asks. */
  handle(request: Request): Promise<Answer>;
}

/** The same in both versions of the API. */
interface CertificateRequest {
  token: string;
  /** PEM. */
  publicKey: string;
  /** The signed subject, base64. */
  proof: string;
}

/**
 * sigstore's mock, mended: it takes any token and puts `sub` into the certificate. Here a token must come from `issuer`, the key's owner
 * must prove that they have it, and the name is the one that Fulcio would choose.
 */
export async function startCertificateAuthority(issuer: IdentityIssuer): Promise<CertificateAuthority> {
  const log = await initializeCTLog(generateKeyPairSync('ec', { namedCurve: 'prime256v1' }));
  const authority = await initializeCA(generateKeyPairSync('ec', { namedCurve: 'prime256v1' }), log);
  const mock = fulcioHandler(authority);

  /** The chain, PEM, the leaf first. */
  async function issue({ token, publicKey, proof }: CertificateRequest): Promise<string[]> {
    const claims = issuer.check(token);
    const subject = Buffer.from(String(claims.sub));
    if (!verify('sha256', subject, createPublicKey(publicKey), Buffer.from(proof, 'base64'))) {
      throw new Error('the signature supplied in the request could not be verified');
    }
    const named = unsignedToken({ ...claims, sub: certificateName(claims) });
    const { response } = await mock.fn(
      JSON.stringify({
        credentials: { oidcIdentityToken: named },
        publicKeyRequest: { publicKey: { content: publicKey } },
      }),
    );
    if (typeof response !== 'string') throw new TypeError('the mock answers in JSON');
    const { signedCertificateEmbeddedSct } = JSON.parse(response) as CertificateResponse;
    const { certificates } = signedCertificateEmbeddedSct.chain;
    // In lines of 64 characters, as the real one writes them.
    return certificates.map((pem) => new X509Certificate(pem).toString());
  }

  return {
    rootCertificate: bytes(authority.rootCertificate),
    certificateLogKey: log.publicKey,
    async handle(request) {
      const version = /^\/api\/(v[12])\/signingCert$/.exec(request.path)?.[1];
      if (request.method !== 'POST' || version === undefined) return { status: 404 };
      try {
        const certificates = await issue(version === 'v1' ? readV1(request) : readV2(request));
        return version === 'v1'
          ? { status: 201, bytes: Buffer.from(certificates.join('')) }
          : { status: 200, json: { signedCertificateEmbeddedSct: { chain: { certificates } } } };
      } catch (error) {
        return {
          status: 401,
          json: { code: 16, message: error instanceof Error ? error.message : 'refused' },
        };
      }
    },
  };
}

interface CertificateResponse {
  signedCertificateEmbeddedSct: { chain: { certificates: string[] } };
}

function readV1({ headers, body }: Request): CertificateRequest {
  const { publicKey, signedEmailAddress } = JSON.parse(body) as {
    publicKey: { content: string };
    signedEmailAddress: string;
  };
  const content = Buffer.from(publicKey.content, 'base64');
  const key = content.includes('-----BEGIN')
    ? createPublicKey(content.toString('utf8'))
    : createPublicKey({ key: content, format: 'der', type: 'spki' });
  return {
    token: bearer(headers),
    publicKey: key.export({ format: 'pem', type: 'spki' }).toString(),
    proof: signedEmailAddress,
  };
}

function readV2({ headers, body }: Request): CertificateRequest {
  const { credentials, publicKeyRequest } = JSON.parse(body) as {
    credentials?: { oidcIdentityToken: string };
    publicKeyRequest: { publicKey: { content: string }; proofOfPossession: string };
  };
  return {
    token: credentials?.oidcIdentityToken ?? bearer(headers),
    publicKey: publicKeyRequest.publicKey.content,
    proof: publicKeyRequest.proofOfPossession,
  };
}

function bearer(headers: Request['headers']): string {
  return headers.authorization?.replace(/^bearer /i, '') ?? '';
}

function bytes(view: ArrayBufferView): Buffer {
  return Buffer.from(view.buffer, view.byteOffset, view.byteLength);
}
