import { createHash } from 'node:crypto';
import {
  HashAlgorithm,
  PublicKeyDetails,
  ServiceSelector,
  SigningConfig,
  type TransparencyLogInstance,
  TrustedRoot,
} from '@sigstore/protobuf-specs';

export interface Authorities {
  fulcioUrl: string;
  rekorUrl: string;
  issuerUrl: string;
  /** DER. */
  rootCertificate: Buffer;
  /** DER, SubjectPublicKeyInfo. */
  certificateLogKey: Buffer;
  logKey: Buffer;
}

const operator = 'local';
/** Before the first certificate, after the last one. */
const validFor = { start: new Date('2020-01-01T00:00:00Z'), end: undefined };

/** What verifiers trust (protobuf-specs, sigstore_trustroot.proto), as JSON. */
export function trustedRootJson(authorities: Authorities): string {
  const root: TrustedRoot = {
    mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
    tlogs: [logInstance(authorities.rekorUrl, authorities.logKey)],
    certificateAuthorities: [
      {
        subject: { organization: 'sigstore.mock', commonName: 'sigstore' },
        uri: authorities.fulcioUrl,
        certChain: { certificates: [{ rawBytes: authorities.rootCertificate }] },
        validFor,
        operator,
      },
    ],
    ctlogs: [logInstance(`${authorities.fulcioUrl}/ct`, authorities.certificateLogKey)],
    timestampAuthorities: [],
  };
  return JSON.stringify(TrustedRoot.toJSON(root));
}

/** Where signers find the services. */
export interface SigningServiceUrls {
  fulcioUrl: string;
  issuerUrl: string;
  rekorUrl: string;
  /** Of Rekor's API. Default: 1 */
  rekorVersion?: 1 | 2;
  timestampUrl?: string;
}

/** What tells signers of them (protobuf-specs, sigstore_trustroot.proto, `SigningConfig`), as JSON. */
export function signingConfigJson(urls: SigningServiceUrls): string {
  const { fulcioUrl, rekorUrl, rekorVersion = 1, issuerUrl, timestampUrl } = urls;
  const service = (url: string, majorApiVersion = 1) => ({ url, majorApiVersion, validFor, operator });
  const config: SigningConfig = {
    mediaType: 'application/vnd.dev.sigstore.signingconfig.v0.2+json',
    caUrls: [service(fulcioUrl)],
    oidcUrls: [service(issuerUrl)],
    rekorTlogUrls: [service(rekorUrl, rekorVersion)],
    rekorTlogConfig: { selector: ServiceSelector.ANY, count: 0 },
    tsaUrls: timestampUrl === undefined ? [] : [service(timestampUrl)],
    tsaConfig: { selector: ServiceSelector.ANY, count: 0 },
  };
  return JSON.stringify(SigningConfig.toJSON(config));
}

function logInstance(baseUrl: string, key: Buffer): TransparencyLogInstance {
  return {
    baseUrl,
    hashAlgorithm: HashAlgorithm.SHA2_256,
    publicKey: {
      rawBytes: Buffer.from(key),
      keyDetails: PublicKeyDetails.PKIX_ECDSA_P256_SHA_256,
      validFor,
    },
    logId: { keyId: createHash('sha256').update(key).digest() },
    checkpointKeyId: undefined,
    operator,
  };
}
