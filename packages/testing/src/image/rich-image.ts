import { type BuiltArtifact, buildArtifact } from './artifact.ts';
import { type Blob, blobOf, type DigestAlgorithm } from './blob.ts';
import { buildImage } from './image.ts';
import { type BuiltIndex, buildIndex } from './image-index.ts';
import { fileLayer } from './layer.ts';

/** What every registry must take (distribution-spec, "Pushing Manifests"), and no client may exceed. */
const manifestLimit = 4 * 1024 * 1024;

export interface RichImageOptions {
  /** `sha512`: every digest, of manifests and blobs alike. Few registries take them. Default: `sha256`. */
  digest?: DigestAlgorithm;
  /** `false`: without the manifest of 4 MiB. Default: true. */
  large?: boolean;
  /** `false`: without Docker's types, which some registries refuse in an OCI index. Default: true. */
  mixed?: boolean;
  /** `false`: without manifests that have a subject. Default: true. */
  subjects?: boolean;
}

/** An index that has everything which a client may meet, and what refers to it. */
export interface RichImage {
  index: BuiltIndex;
  /** An index of those of its images that every program reads: gzip layers and attestation manifests. */
  plain: BuiltIndex;
  /** Artifacts whose subject is the index. */
  referrers: BuiltArtifact[];
}

/**
 * Layers of gzip, zstd and none; OCI and Docker types; an index in the index; seven platforms, one of them Windows with `os.version`
 * and a layer that lives elsewhere; attestation manifests of `unknown/unknown`; an artifact with a subject, an empty blob, a
 * manifest at the size limit. Small, but for that one.
 */
export async function buildRichImage(options: RichImageOptions = {}): Promise<RichImage> {
  const { digest = 'sha256', large = true, mixed = true, subjects = true } = options;
  const linux = (architecture: string, variant?: string) => ({
    os: 'linux',
    architecture,
    ...(variant === undefined ? {} : { variant }),
  });
  const shared = await fileLayer({ 'etc/shared': 'in every image of this kind\n' }, { digest });
  const of = (name: string) => ({ digest, layers: [shared], files: { 'etc/name': `${name}\n` } });
  const amd64 = await buildImage({ ...of('amd64'), platform: linux('amd64') });
  const arm64 = await buildImage({ ...of('arm64'), platform: linux('arm64', 'v8'), compression: 'zstd' });
  const arm = await buildImage({ ...of('arm'), platform: linux('arm', 'v7'), compression: 'none' });
  const windows = await buildImage({
    digest,
    platform: { os: 'windows', architecture: 'amd64', 'os.version': '10.0.20348.2700' },
    layers: [foreignLayer(digest)],
    files: { 'Files/name.txt': 'windows\r\n' },
  });
  const docker = await Promise.all(
    ['s390x', 'ppc64le'].map((architecture) =>
      buildImage({
        format: mixed ? 'docker' : 'oci',
        digest,
        platform: linux(architecture),
        files: { name: architecture },
      }),
    ),
  );
  const artifact = buildArtifact({
    digest,
    artifactType: 'application/vnd.example.member',
    ...(subjects ? { subject: amd64.manifest.descriptor } : {}),
    contents: [
      { mediaType: 'text/plain', content: '' },
      { mediaType: 'text/plain', content: 'some content' },
    ],
  });
  const riscv64 = await buildImage({ ...of('riscv64'), platform: linux('riscv64') });
  const nested = buildIndex([riscv64, artifact], {
    digest,
    annotations: { 'org.example.depth': '2' },
  });
  const limit = buildArtifact({
    digest,
    artifactType: 'application/vnd.example.large',
    ...(large ? { manifestSize: manifestLimit } : {}),
  });
  const list = buildIndex(docker, { format: mixed ? 'docker' : 'oci', digest });
  const index = buildIndex([amd64, arm64, arm, windows, ...docker, list, nested, limit], {
    digest,
    attestations: true,
    annotations: { 'org.opencontainers.image.title': 'rich image' },
  });
  const referrers = ['sbom', 'signature'].map((note) =>
    buildArtifact({
      digest,
      artifactType: `application/vnd.example.${note}`,
      subject: index.manifest.descriptor,
      annotations: { note },
    }),
  );
  const plain = buildIndex([amd64, ...docker, riscv64], { digest, attestations: true });
  return { index, plain, referrers };
}

/** A layer that no registry has (image-spec, layer.md, "Non-Distributable Layers"): its bytes are nobody's to push. */
function foreignLayer(algorithm: DigestAlgorithm): Blob & { diffId: string } {
  const { descriptor } = blobOf(
    'application/vnd.oci.image.layer.nondistributable.v1.tar+gzip',
    'base layer of Windows',
    algorithm,
  );
  return {
    descriptor: { ...descriptor, urls: ['https://example.com/windows-base.tar.gz'] },
    diffId: blobOf('', 'its tar').descriptor.digest,
    open: () => Promise.reject(new Error('a layer that lives elsewhere is not read')),
  };
}
