import type { Descriptor } from './descriptor.ts';

const attestationType = 'vnd.docker.reference.type';
const attestationSubject = 'vnd.docker.reference.digest';

/** Whether an index's child is a manifest with BuildKit's attestations (BuildKit, docs/attestations/attestation-storage.md). */
export function isAttestationManifest(descriptor: Descriptor): boolean {
  return descriptor.annotations?.[attestationType] === 'attestation-manifest';
}

/** The digest of the platform manifest that a BuildKit attestation manifest belongs to. */
export function attestationManifestSubject(descriptor: Descriptor): string | undefined {
  return isAttestationManifest(descriptor) ? descriptor.annotations?.[attestationSubject] : undefined;
}
