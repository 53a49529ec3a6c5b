import type { Descriptor, RawManifest } from '@multiarch-mirror/oci';
import { type Blob, blobOf, type DigestAlgorithm, manifestOf } from './blob.ts';
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
  digest?: DigestAlgorithm;
  /** The manifest gets exactly so many bytes, by an annotation that fills them: for size limits. */
  manifestSize?: number;
}

export function buildArtifact(options: ArtifactOptions): BuiltArtifact {
  const { digest: algorithm, manifestSize } = options;
  const empty = blobOf('application/vnd.oci.empty.v1+json', '{}', algorithm);
  const layers = options.contents?.map(({ mediaType, content }) => blobOf(mediaType, content, algorithm)) ?? [
    empty,
  ];
  const { manifest: mediaType } = formatTypes.oci;
  const document = {
    schemaVersion: 2,
    mediaType,
    artifactType: options.artifactType,
    config: empty.descriptor,
    layers: layers.map(({ descriptor }) => descriptor),
    // The subject is a descriptor of mediaType, digest and size alone. JSON leaves out what is undefined.
    subject: options.subject,
    annotations: options.annotations,
  };
  const manifest = manifestOf(
    mediaType,
    manifestSize === undefined ? document : filled(document, manifestSize),
    algorithm,
  );
  return { kind: 'artifact', manifest, config: empty, layers };
}

function filled(document: { annotations: Record<string, string> | undefined }, size: number): object {
  const withFilling = (filling: string): object => ({
    ...document,
    annotations: { ...document.annotations, 'org.example.filling': filling },
  });
  return withFilling('x'.repeat(size - JSON.stringify(withFilling('')).length));
}
