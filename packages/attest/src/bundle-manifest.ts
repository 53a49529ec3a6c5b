import type { Descriptor, ImageManifest, RawManifest } from '@multiarch-mirror/oci';
import { mediaTypes, rawManifest } from '@multiarch-mirror/oci';
import { type Content, content } from './content.ts';

/** Media type of a Sigstore bundle v0.3, and the artifact type of the manifest that carries one. */
export const bundleMediaType = 'application/vnd.dev.sigstore.bundle.v0.3+json';
/** Older bundles too: they are read, and `cosign` reads them. */
export const bundleTypePrefix = 'application/vnd.dev.sigstore.bundle';

export interface BundleManifest {
  manifest: RawManifest;
  /** Config and bundle. */
  blobs: Content[];
}

/**
 * The OCI 1.1 referrer that carries a bundle (cosign, specs/BUNDLE_SPEC.md): an empty config, one layer, the subject, and the
 * annotations that readers filter by. `created` is the log's time, so that the same bundle gives the same manifest.
 */
export function bundleManifest(
  subject: Descriptor,
  bundle: { bytes: Uint8Array; predicateType: string; created: Date },
): BundleManifest {
  const config = content(mediaTypes.empty, Buffer.from('{}'));
  const layer = content(bundleMediaType, bundle.bytes);
  const manifest: ImageManifest & { mediaType: string } = {
    schemaVersion: 2,
    mediaType: mediaTypes.ociManifest,
    artifactType: bundleMediaType,
    config: config.descriptor,
    layers: [layer.descriptor],
    subject: { mediaType: subject.mediaType, digest: subject.digest, size: subject.size },
    annotations: {
      'dev.sigstore.bundle.content': 'dsse-envelope',
      'dev.sigstore.bundle.predicateType': bundle.predicateType,
      'org.opencontainers.image.created': bundle.created.toISOString().replace(/\.\d+Z$/, 'Z'),
    },
  };
  return { manifest: rawManifest(mediaTypes.ociManifest, manifest), blobs: [config, layer] };
}
