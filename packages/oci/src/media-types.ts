import type { Descriptor } from './descriptor.ts';

/** Media types of manifests and of the few blobs that `mirror` itself writes. */
export const mediaTypes = {
  ociIndex: 'application/vnd.oci.image.index.v1+json',
  ociManifest: 'application/vnd.oci.image.manifest.v1+json',
  dockerList: 'application/vnd.docker.distribution.manifest.list.v2+json',
  dockerManifest: 'application/vnd.docker.distribution.manifest.v2+json',
  /** Of image-spec 1.1's release candidates: some registries still hold it. */
  ociArtifact: 'application/vnd.oci.artifact.manifest.v1+json',
  ociConfig: 'application/vnd.oci.image.config.v1+json',
  dockerConfig: 'application/vnd.docker.container.image.v1+json',
  ociLayerGzip: 'application/vnd.oci.image.layer.v1.tar+gzip',
  /** The two bytes `{}` (image-spec, "guidance for an empty descriptor"). */
  empty: 'application/vnd.oci.empty.v1+json',
} as const;

/** What is sent as `Accept` for every manifest: with fewer, registries down-convert or answer 400 (distribution 2.8). */
export const manifestAccept: string[] = [
  mediaTypes.ociIndex,
  mediaTypes.dockerList,
  mediaTypes.ociManifest,
  mediaTypes.dockerManifest,
  mediaTypes.ociArtifact,
];

/** Docker's first format, signed or not. */
export function isSchema1(mediaType: string): boolean {
  return mediaType.startsWith('application/vnd.docker.distribution.manifest.v1+');
}

export function isIndex(mediaType: string): boolean {
  return mediaType === mediaTypes.ociIndex || mediaType === mediaTypes.dockerList;
}

export function isImageManifest(mediaType: string): boolean {
  return mediaType === mediaTypes.ociManifest || mediaType === mediaTypes.dockerManifest;
}

/** A manifest of blobs without a config. */
export function isArtifactManifest(mediaType: string): boolean {
  return mediaType === mediaTypes.ociArtifact;
}

/**
 * A layer that registries do not hold: it names where it is (image-spec, layer.md, "Non-Distributable Layers"). One of such a type
 * that names no place has to be in the registry like any other.
 */
export function isForeignLayer({ mediaType, urls = [] }: Pick<Descriptor, 'mediaType' | 'urls'>): boolean {
  const foreign =
    mediaType.startsWith('application/vnd.docker.image.rootfs.foreign.') ||
    mediaType.startsWith('application/vnd.oci.image.layer.nondistributable.');
  return foreign && urls.length > 0;
}
