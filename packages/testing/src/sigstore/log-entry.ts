import { createHash, createPublicKey, type KeyObject, verify, X509Certificate } from 'node:crypto';

/** What clients send to Rekor. */
export interface ProposedEntry {
  apiVersion: string;
  kind: string;
  spec: Record<string, unknown>;
}

interface ProposedEnvelope {
  proposedContent: { envelope: string; verifiers: string[] };
}

interface ProposedHash {
  data: { hash: { algorithm: string; value: string } };
  signature: { content: string; publicKey: { content: string } };
}

/**
 * The body that Rekor keeps of a proposed entry (rekor, pkg/types: dsse and hashedrekord v0.0.1), after it has checked the signature.
 * @throws Error when the kind is not known or the signature does not verify
 */
export function entryBody(proposed: ProposedEntry): object {
  switch (`${proposed.kind} ${proposed.apiVersion}`) {
    case 'dsse 0.0.1':
      return envelopeBody(proposed.spec as unknown as ProposedEnvelope);
    case 'hashedrekord 0.0.1':
      return hashBody(proposed.spec as unknown as ProposedHash);
    default:
      throw new Error(`unsupported entry: ${proposed.kind} ${proposed.apiVersion}`);
  }
}

function envelopeBody({ proposedContent }: ProposedEnvelope): object {
  const envelope = JSON.parse(proposedContent.envelope) as {
    payloadType: string;
    payload: string;
    signatures: { sig: string }[];
  };
  const verifiers = proposedContent.verifiers.map((verifier) => readVerifier(verifier));
  const payload = Buffer.from(envelope.payload, 'base64');
  const type = Buffer.from(envelope.payloadType);
  // DSSE's pre-authentication encoding.
  const signed = Buffer.concat([
    Buffer.from(`DSSEv1 ${type.length} `),
    type,
    Buffer.from(` ${payload.length} `),
    payload,
  ]);
  const signatures = envelope.signatures.map(({ sig }) => {
    const verifier = verifiers.find(({ key }) => {
      // Ed25519 brings a digest of its own.
      const digest = key.asymmetricKeyType === 'ed25519' ? null : 'sha256';
      return verify(digest, signed, key, Buffer.from(sig, 'base64'));
    });
    if (verifier === undefined) throw new Error('could not verify envelope');
    return { signature: sig, verifier: Buffer.from(verifier.pem).toString('base64') };
  });
  return {
    apiVersion: '0.0.1',
    kind: 'dsse',
    spec: {
      envelopeHash: { algorithm: 'sha256', value: sha256(Buffer.from(proposedContent.envelope)) },
      payloadHash: { algorithm: 'sha256', value: sha256(payload) },
      signatures,
    },
  };
}

function hashBody({ data, signature }: ProposedHash): object {
  const { key, pem } = readVerifier(signature.publicKey.content);
  // What was signed is not sent, only its hash: it can be checked over that alone, which Node's API does not offer.
  if (!/^(?:ec|rsa)$/.test(key.asymmetricKeyType ?? '') || data.hash.algorithm !== 'sha256')
    throw new Error('unsupported hash or key');
  return {
    apiVersion: '0.0.1',
    kind: 'hashedrekord',
    spec: {
      data: { hash: { algorithm: 'sha256', value: data.hash.value } },
      signature: {
        content: signature.content,
        publicKey: { content: Buffer.from(pem).toString('base64') },
      },
    },
  };
}

/** A certificate or public key, and its canonical PEM. */
function readVerifier(base64: string): { key: KeyObject; pem: string } {
  const text = Buffer.from(base64, 'base64').toString('utf8');
  if (text.includes('BEGIN CERTIFICATE')) {
    const certificate = new X509Certificate(text);
    return { key: certificate.publicKey, pem: certificate.toString() };
  }
  const key = createPublicKey(text);
  return { key, pem: key.export({ format: 'pem', type: 'spki' }).toString() };
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
