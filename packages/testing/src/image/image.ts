import type { Descriptor, Platform, RawManifest } from '@multiarch-mirror/oci';
import { type Blob, blobOf, manifestOf } from './blob.ts';
import { formatTypes } from './image-format.ts';
import { defaultTime, fileLayer, type Layer, type LayerOptions, tarLayer } from './layer.ts';
import type { FileContent } from './tar.ts';

/** A platform's image, ready to be pushed. */
export interface BuiltImage {
  kind: 'image';
  platform: Platform;
  manifest: RawManifest;
  config: Blob;
  layers: Layer[];
}

export interface ImageOptions extends LayerOptions {
  platform: Platform;
  /** Path in the image → content; they make the last layer. */
  files?: Record<string, FileContent>;
  /** Layers below that one; they must be of the same format. */
  layers?: Layer[];
  /** `config` of the image's configuration (image-spec, config.md): Env, Entrypoint, Cmd, Labels, … */
  runtime?: Record<string, unknown>;
  annotations?: Record<string, string>;
  subject?: Descriptor;
}

/** An image of files: the same options give the same digests. */
export async function buildImage(options: ImageOptions): Promise<BuiltImage> {
  const { files, platform, createdAt = defaultTime, runtime = {}, format = 'oci' } = options;
  const types = formatTypes[format];
  const layers = [
    ...(options.layers ?? []),
    ...(files === undefined ? [] : [await fileLayer(files, options)]),
  ];
  const config = blobOf(
    types.config,
    JSON.stringify({
      created: createdAt,
      ...platform,
      config: runtime,
      rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
      history: layers.map(() => ({ created: createdAt, created_by: 'image builder of the tests' })),
    }),
    options.digest,
  );
  const document = {
    schemaVersion: 2,
    mediaType: types.manifest,
    config: config.descriptor,
    layers: layers.map(({ descriptor }) => descriptor),
    // JSON leaves out what is undefined.
    subject: options.subject,
    annotations: options.annotations,
  };
  const manifest = manifestOf(types.manifest, document, options.digest);
  return { kind: 'image', platform, manifest, config, layers };
}

/**
 * An image whose root file system is a tar on disk (mmdebstrap's output, say), streamed.
 * @param options.directory where the compressed layer lies until the caller removes it.
 */
export async function imageFromTar(
  options: Omit<ImageOptions, 'layers'> & { tar: string; directory: string },
): Promise<BuiltImage> {
  const { tar, ...rest } = options;
  return await buildImage({ ...rest, layers: [await tarLayer(tar, options)] });
}
