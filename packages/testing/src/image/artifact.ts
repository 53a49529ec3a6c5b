import type { Descriptor, RawManifest } from '@multiarch-mirror/oci';
import { type Blob, blobOf, manifestOf } from './blob.ts';
import { formatTypes } from './image-format.ts';

/** An artifact after the image-spec's "Guidelines for Artifact Usage": an empty config, the contents as layers. */
export interface BuiltArtifact {
  kind: 'artifact';
  manifest: RawManifest;
  config: Blob;
  layers: Blob[];
}

export interface ArtifactOptions {
  artifactType: string;
  subject?: Descriptor;
  annotations?: Record<string, string>;
  /** One layer for each; default: none but the empty one. */
  contents?: { mediaType: string; content: Uint8Array | string }[];
}

export function buildArtifact(options: ArtifactOptions): BuiltArtifact {
  const empty = blobOf('application/vnd.oci.empty.v1+json', '{}');
  const layers = options.contents?.map(({ mediaType, content }) => blobOf(mediaType, content)) ?? [empty];
  const { manifest: mediaType } = formatTypes.oci;
  const manifest = manifestOf(mediaType, {
    schemaVersion: 2,
    mediaType,
    artifactType: options.artifactType,
    config: empty.descriptor,
    layers: layers.map(({ descriptor }) => descriptor),
    // The subject is a descriptor of mediaType, digest and size alone. JSON leaves out what is undefined.
    subject: options.subject,
    annotations: options.annotations,
  });
  return { kind: 'artifact', manifest, config: empty, layers };
}
