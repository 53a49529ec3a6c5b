import type { Descriptor, ImageManifest, RawManifest } from '@multiarch-mirror/oci';
import { mediaTypes, rawManifest } from '@multiarch-mirror/oci';
import { type Content, content, jsonContent } from './content.ts';
import { type LegacyLogEntry, noPromise } from './legacy-log-entry.ts';
import type { SignedImage } from './signer.ts';
import { simpleSigningType } from './simple-signing.ts';

/** Layer type of an `.att` tag. */
export const dsseEnvelopeType = 'application/vnd.dsse.envelope.v1+json';

/** Annotations of a layer (cosign, specs/SIGNATURE_SPEC.md). */
export const legacyAnnotations = {
  signature: 'dev.cosignproject.cosign/signature',
  certificate: 'dev.sigstore.cosign/certificate',
  chain: 'dev.sigstore.cosign/chain',
  bundle: 'dev.sigstore.cosign/bundle',
  predicateType: 'predicateType',
} as const;

/** The tag that holds a digest's legacy signatures or attestations. */
export function legacyTag(digest: string, set: 'sig' | 'att'): string {
  return `${digest.replace(':', '-')}.${set}`;
}

/** One layer of an `.att` tag. `envelope` is the very text that the log received. */
export function attestationLayer(attestation: {
  envelope: string;
  predicateType: string;
  certificate: string | undefined;
  logEntry: LegacyLogEntry | undefined;
}): Content {
  return content(dsseEnvelopeType, Buffer.from(attestation.envelope), {
    // It must exist, although the signature is in the envelope.
    [legacyAnnotations.signature]: '',
    ...evidence(attestation),
    [legacyAnnotations.predicateType]: attestation.predicateType,
  });
}

/** One layer of a `.sig` tag. */
export function signatureLayer(signed: SignedImage): Content {
  return content(simpleSigningType, signed.payload, {
    [legacyAnnotations.signature]: signed.signature,
    ...evidence(signed),
  });
}

/** The manifest of a `.sig` or `.att` tag: an image whose layers are signatures, with the config that such an image needs. */
export function legacyManifest(layers: Descriptor[]): { manifest: RawManifest; config: Content } {
  const config = jsonContent(mediaTypes.ociConfig, {
    architecture: '',
    os: '',
    config: {},
    history: layers.map(() => ({ created: '0001-01-01T00:00:00Z' })),
    rootfs: { type: 'layers', diff_ids: layers.map((layer) => layer.digest) },
  });
  const manifest: ImageManifest & { mediaType: string } = {
    schemaVersion: 2,
    mediaType: mediaTypes.ociManifest,
    config: config.descriptor,
    layers,
  };
  return { manifest: rawManifest(mediaTypes.ociManifest, manifest), config };
}

/** Whether two layers are one: the same content, with the same signature and proof. */
export function sameLayer(one: Descriptor, other: Descriptor): boolean {
  return (
    one.digest === other.digest &&
    [legacyAnnotations.signature, legacyAnnotations.bundle, legacyAnnotations.certificate].every(
      (name) => (one.annotations?.[name] ?? '') === (other.annotations?.[name] ?? ''),
    )
  );
}

/** @throws MirrorError MIRROR_LOG without a signed promise of the log, which this set cannot do without */
function evidence(signed: {
  certificate: string | undefined;
  logEntry: LegacyLogEntry | undefined;
}): Record<string, string> {
  if (signed.logEntry === undefined) throw noPromise();
  return {
    ...(signed.certificate === undefined ? {} : { [legacyAnnotations.certificate]: signed.certificate }),
    [legacyAnnotations.bundle]: JSON.stringify(signed.logEntry),
  };
}
