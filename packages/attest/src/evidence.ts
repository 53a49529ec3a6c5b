import { X509Certificate } from 'node:crypto';
import { toMirrorError } from '@multiarch-mirror/errors';
import type { Bundle, TransparencyLogEntry } from '@sigstore/bundle';
import type { TrustMaterial } from '@sigstore/verify';
import { checkTimestampFrame } from './timestamp-frame.ts';

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
 * whose root or size is not the checkpoint's, text after a checkpoint, a time in an entry that has none, and what a timestamp is wrapped
 * in. `undefined`: nothing of the kind.
 * @param timestampAuthorities the trusted ones
 */
export function evidenceFault(
  { mediaType, verificationMaterial }: Bundle,
  timestampAuthorities: TrustMaterial['timestampAuthorities'],
): EvidenceFault | undefined {
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
  if (broken) return { message: "the inclusion proof is not the checkpoint's", ofLog: true };
  if (tlogEntries.some(isDatedByNobody)) return { message: 'its entry has a time of its own', ofLog: true };
  return timestampFault(verificationMaterial, timestampAuthorities);
}

/** Logs of version 2 date nothing. */
function isDatedByNobody({ kindVersion, integratedTime }: TransparencyLogEntry): boolean {
  return kindVersion.version === '0.0.2' && kindVersion.kind === 'hashedrekord' && integratedTime !== '0';
}

function timestampFault(
  { timestampVerificationData }: Bundle['verificationMaterial'],
  authorities: TrustMaterial['timestampAuthorities'],
): EvidenceFault | undefined {
  const leaves = authorities.flatMap(({ certChain }) => certChain.slice(0, 1));
  try {
    for (const { signedTimestamp } of timestampVerificationData?.rfc3161Timestamps ?? [])
      checkTimestampFrame(signedTimestamp, leaves);
    return undefined;
  } catch (error) {
    return { message: `a timestamp is malformed: ${toMirrorError(error).message}`, ofLog: false };
  }
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

function isOfCheckpoint(proof: NonNullable<TransparencyLogEntry['inclusionProof']>): boolean {
  const [, size, root] = checkpoint.exec(proof.checkpoint?.envelope ?? '') ?? [];
  return size === proof.treeSize && root === Buffer.from(proof.rootHash).toString('base64');
}
