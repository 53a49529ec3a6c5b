import { createHash, generateKeyPairSync } from 'node:crypto';
// The package's main entry would put nock before every HTTP request of this process.
import { initializeTSA } from '@sigstore/mock/dist/timestamp/index.js';

/** A timestamp authority (RFC 3161) whose clock is set by whoever asks. */
export interface LocalTimestampAuthority {
  /** DER, the one that signs first. */
  readonly certificates: readonly Buffer[];
  /** A response with a timestamp of a signature. */
  timestamp(signature: Buffer, at?: Date): Promise<Buffer>;
}

const sha256 = '2.16.840.1.101.3.4.2.1';
const policy = '1.3.6.1.4.1.57264.2';

export async function createTimestampAuthority(): Promise<LocalTimestampAuthority> {
  const clock = new Date();
  const authority = await initializeTSA(generateKeyPairSync('ec', { namedCurve: 'secp384r1' }), clock);
  let nonce = 0;
  return {
    certificates: [bytes(authority.intCertificate), bytes(authority.rootCertificate)],
    async timestamp(signature, at = new Date()) {
      // In whole seconds, as Sigstore's does it: sigstore-js reads no other fraction than one of three digits.
      clock.setTime(Math.floor(at.getTime() / 1000) * 1000);
      nonce += 1;
      return bytes(
        await authority.timestamp({
          artifactHash: createHash('sha256').update(signature).digest(),
          hashAlgorithmOID: sha256,
          nonce,
          policyOID: policy,
        }),
      );
    },
  };
}

/**
 * A trusted root's JSON (protobuf-specs, sigstore_trustroot.proto) with timestamp authorities beside its own.
 * @param validFor of all of them
 */
export function withTimestampAuthorities(
  trustedRootJson: string,
  authorities: readonly LocalTimestampAuthority[],
  validFor: { start: Date; end?: Date } = { start: new Date('2020-01-01') },
): string {
  const root = JSON.parse(trustedRootJson) as object;
  return JSON.stringify({
    ...root,
    timestampAuthorities: authorities.map(({ certificates }, number) => ({
      subject: { organization: 'local', commonName: `tsa ${number}` },
      uri: `http://127.0.0.1/tsa/${number}`,
      certChain: { certificates: certificates.map((der) => ({ rawBytes: der.toString('base64') })) },
      validFor,
    })),
  });
}

function bytes(view: ArrayBufferView): Buffer {
  return Buffer.from(view.buffer, view.byteOffset, view.byteLength);
}
