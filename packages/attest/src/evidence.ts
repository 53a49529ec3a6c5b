import { X509Certificate } from 'node:crypto';
import type { Bundle } from '@sigstore/bundle';

/** Versions of the bundle that verifiers know (protobuf-specs, sigstore_bundle.proto). */
const mediaTypes: ReadonlySet<string> = new Set([
  'application/vnd.dev.sigstore.bundle.v0.3+json',
  'application/vnd.dev.sigstore.bundle+json;version=0.3',
  'application/vnd.dev.sigstore.bundle+json;version=0.2',
  'application/vnd.dev.sigstore.bundle+json;version=0.1',
]);

/** A fault of what is to prove a signature, and whether it is the log's part. */
export interface EvidenceFault {
  readonly message: string;
  readonly ofLog: boolean;
}

/**
 * What sigstore-js lets through although nothing vouches for it: another version, a certificate that is no DER or more than that, a proof
 * whose root or size is not the checkpoint's, and text after a checkpoint. `undefined`: nothing of the kind.
 */
export function evidenceFault({ mediaType, verificationMaterial }: Bundle): EvidenceFault | undefined {
  if (!mediaTypes.has(mediaType))
    return { message: `the bundle's type ${mediaType} is not known`, ofLog: false };
  const { content, tlogEntries } = verificationMaterial;
  const certificates =
    content.$case === 'certificate'
      ? [content.certificate]
      : content.$case === 'x509CertificateChain'
        ? content.x509CertificateChain.certificates
        : [];
  if (certificates.some(({ rawBytes }) => !isExact(rawBytes)))
    return { message: 'the certificate is malformed', ofLog: false };
  const broken = tlogEntries.some(
    ({ inclusionProof }) => inclusionProof !== undefined && !isOfCheckpoint(inclusionProof),
  );
  return broken ? { message: "the inclusion proof is not the checkpoint's", ofLog: true } : undefined;
}

function isExact(der: Uint8Array): boolean {
  try {
    return new X509Certificate(der).raw.equals(der);
  } catch {
    return false;
  }
}

/** Origin, size, root and further lines, an empty line, and signatures (C2SP, tlog-checkpoint and signed-note). */
const checkpoint = /^[^\n]+\n(\d+)\n([A-Za-z0-9+/=]+)\n(?:[^\n]+\n)*\n(?:\u2014 \S+ [A-Za-z0-9+/=]+\n)+$/;

function isOfCheckpoint(
  proof: NonNullable<Bundle['verificationMaterial']['tlogEntries'][0]['inclusionProof']>,
): boolean {
  const [, size, root] = checkpoint.exec(proof.checkpoint?.envelope ?? '') ?? [];
  return size === proof.treeSize && root === Buffer.from(proof.rootHash).toString('base64');
}
