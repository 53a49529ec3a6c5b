/** Which family of media types an image is written in. */
export type ImageFormat = 'oci' | 'docker';
export type LayerCompression = 'gzip' | 'zstd' | 'none';

interface FormatTypes {
  manifest: string;
  index: string;
  config: string;
  layer: Record<LayerCompression, string>;
}

/** Written out here, not imported: a builder that shared the table with the code under test would share its mistakes. */
export const formatTypes: Record<ImageFormat, FormatTypes> = {
  oci: {
    manifest: 'application/vnd.oci.image.manifest.v1+json',
    index: 'application/vnd.oci.image.index.v1+json',
    config: 'application/vnd.oci.image.config.v1+json',
    layer: {
      gzip: 'application/vnd.oci.image.layer.v1.tar+gzip',
      zstd: 'application/vnd.oci.image.layer.v1.tar+zstd',
      none: 'application/vnd.oci.image.layer.v1.tar',
    },
  },
  docker: {
    manifest: 'application/vnd.docker.distribution.manifest.v2+json',
    index: 'application/vnd.docker.distribution.manifest.list.v2+json',
    config: 'application/vnd.docker.container.image.v1+json',
    layer: {
      gzip: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
      // Docker never registered one; this is what containerd takes.
      zstd: 'application/vnd.docker.image.rootfs.diff.tar.zstd',
      none: 'application/vnd.docker.image.rootfs.diff.tar',
    },
  },
};
