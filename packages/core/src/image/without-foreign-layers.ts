import {
  type Descriptor,
  isForeignLayer,
  parseImageManifest,
  type RawManifest,
  rawManifest,
  sha256Digest,
} from '@multiarch-mirror/oci';

/** An image that is whole although something was left out. */
export interface ReducedImage {
  manifest: RawManifest;
  config: { descriptor: Descriptor; bytes: Uint8Array };
}

interface ImageConfigFile {
  rootfs?: { diff_ids?: string[] };
  history?: unknown;
}

/** Whether a layer is fetched from elsewhere by design (image-spec, "Non-distributable layers"): no registry has it. */
export function hasForeignLayers(raw: RawManifest): boolean {
  return parseImageManifest(raw).layers.some(isForeignLayer);
}

/**
 * The image without the layers that live elsewhere: a reader that wants every layer can look at the others. It has another digest, and no
 * history, which counts the layers.
 */
export function withoutForeignLayers(raw: RawManifest, config: Uint8Array): ReducedImage {
  const manifest = parseImageManifest(raw);
  const file = JSON.parse(Buffer.from(config).toString('utf8')) as ImageConfigFile;
  const kept = manifest.layers.map((layer) => !isForeignLayer(layer));
  const { history: _, ...rest } = file;
  const diffIds = (file.rootfs?.diff_ids ?? []).filter((_diffId, index) => kept[index]);
  const bytes = Buffer.from(JSON.stringify({ ...rest, rootfs: { ...file.rootfs, diff_ids: diffIds } }));
  const descriptor = { ...manifest.config, digest: sha256Digest(bytes), size: bytes.length };
  const layers = manifest.layers.filter((_layer, index) => kept[index]);
  const reduced = { ...manifest, config: descriptor, layers };
  return {
    manifest: rawManifest(raw.descriptor.mediaType, reduced),
    config: { descriptor, bytes },
  };
}
