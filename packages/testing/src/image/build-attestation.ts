import { blobOf, type DigestAlgorithm, manifestOf } from './blob.ts';
import type { BuiltImage } from './image.ts';
import { formatTypes } from './image-format.ts';

const predicateType = 'https://slsa.dev/provenance/v1';
const unknown = { architecture: 'unknown', os: 'unknown' };

/** An attestation manifest and the annotations of its entry in the index. */
export interface BuildAttestation {
  image: BuiltImage;
  annotations: Record<string, string>;
}

/** What BuildKit puts beside an image in its index (BuildKit, docs/attestations/attestation-storage.md). */
export function attestationOf(subject: BuiltImage): BuildAttestation {
  const { digest } = subject.manifest.descriptor;
  const [algorithm, hex] = digest.split(':') as [DigestAlgorithm, string];
  const { os, architecture } = subject.platform;
  const statement = {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: `pkg:docker/image?platform=${os}%2F${architecture}`, digest: { [algorithm]: hex } }],
    predicateType,
    predicate: { buildDefinition: {}, runDetails: {} },
  };
  const blob = blobOf('application/vnd.in-toto+json', JSON.stringify(statement), algorithm);
  blob.descriptor.annotations = { 'in-toto.io/predicate-type': predicateType };
  // A DiffID is what the layer holds, which is not compressed here.
  const layer = { ...blob, diffId: blobOf('', JSON.stringify(statement)).descriptor.digest };
  const types = formatTypes.oci;
  const config = blobOf(
    types.config,
    JSON.stringify({ ...unknown, config: {}, rootfs: { type: 'layers', diff_ids: [layer.diffId] } }),
    algorithm,
  );
  const document = {
    schemaVersion: 2,
    mediaType: types.manifest,
    config: config.descriptor,
    layers: [layer.descriptor],
  };
  const manifest = manifestOf(types.manifest, document, algorithm);
  return {
    image: { kind: 'image', platform: unknown, manifest, config, layers: [layer] },
    annotations: {
      'vnd.docker.reference.digest': digest,
      'vnd.docker.reference.type': 'attestation-manifest',
    },
  };
}
