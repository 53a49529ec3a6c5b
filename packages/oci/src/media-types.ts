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

/** Layers that registries do not hold: the manifest names where they are (image-spec, layer.md, "Non-Distributable Layers"). */
export function isForeignLayer(mediaType: string): boolean {
  return (
    mediaType.startsWith('application/vnd.docker.image.rootfs.foreign.') ||
    mediaType.startsWith('application/vnd.oci.image.layer.nondistributable.')
  );
}
