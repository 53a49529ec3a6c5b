import type { Bundle } from '@sigstore/bundle';
import {
  type SignedEntity,
  type Signer,
  type TrustMaterial,
  toSignedEntity,
  Verifier,
} from '@sigstore/verify';

/** A certificate serves a run's signatures for minutes, and each second of them is one of these. */
const most = 1024;

const knownSigners = new WeakMap<TrustMaterial, Map<string, Signer>>();

/**
 * Verifies a bundle by sigstore-js: timestamps, certificate, log entries, signature. Whether a certificate leads to a trusted authority is
 * nine tenths of that work, and depends on nothing but its bytes, the times that it is used at and the trust; so the very same is not
 * asked twice in a process. All else is verified each time.
 * @throws VerificationError, or what parsing throws
 */
export function verifySigned(material: TrustMaterial, bundle: Bundle, artifact: Buffer | undefined): Signer {
  const leaf = leafOf(bundle);
  if (leaf === undefined) return verifierOf(material).verify(toSignedEntity(bundle, artifact));
  const entity = toSignedEntity(withoutCertificate(bundle), artifact);
  const times = timesOf(entity);
  const name = `${Buffer.from(leaf).toString('base64')} ${times.join(' ')}`;
  const signers = knownSigners.get(material) ?? new Map<string, Signer>();
  knownSigners.set(material, signers);
  const known = signers.get(name);
  if (known === undefined) {
    const signer = verifierOf(material).verify(toSignedEntity(bundle, artifact));
    signers.set(name, signer);
    const [oldest] = signers.keys();
    if (signers.size > most && oldest !== undefined) signers.delete(oldest);
    return signer;
  }
  // The verifier asks for each time that it has verified: these are the ones that the certificate was verified for.
  const publicKey = { publicKey: known.key, validFor: (date: Date) => times.includes(date.getTime()) };
  verifierOf({ ...material, publicKey: () => publicKey }).verify(entity);
  return known;
}

function verifierOf(material: TrustMaterial): Verifier {
  // A private instance may run without a certificate log; then its trusted root names none.
  const ctlogThreshold = material.ctlogs.length === 0 ? 0 : 1;
  return new Verifier(material, { tlogThreshold: 1, ctlogThreshold, timestampThreshold: 1 });
}

function leafOf({ verificationMaterial: { content } }: Bundle): Uint8Array | undefined {
  if (content.$case === 'certificate') return content.certificate.rawBytes;
  if (content.$case === 'x509CertificateChain') return content.x509CertificateChain.certificates[0]?.rawBytes;
  return undefined;
}

/** Parsing a certificate takes as long as all else that is verified with it. */
function withoutCertificate(bundle: Bundle): Bundle {
  const content = { $case: 'publicKey', publicKey: { hint: '' } } as const;
  return { ...bundle, verificationMaterial: { ...bundle.verificationMaterial, content } };
}

/** Milliseconds since the epoch, as sigstore-js counts them: of an entry without a signed promise the time proves nothing. */
function timesOf({ timestamps }: SignedEntity): number[] {
  return timestamps.flatMap((timestamp) => {
    if (timestamp.$case === 'timestamp-authority') return [timestamp.timestamp.signingTime.getTime()];
    const { inclusionPromise, integratedTime } = timestamp.tlogEntry;
    return inclusionPromise === undefined ? [] : [Number(integratedTime) * 1000];
  });
}
