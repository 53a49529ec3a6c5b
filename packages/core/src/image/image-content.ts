import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  type Descriptor,
  isForeignLayer,
  LayoutRepository,
  parseImageManifest,
  type Repository,
  readBlob,
} from '@multiarch-mirror/oci';
import type { ImageContent, ImagePlatform } from '../plugin/image-context.ts';
import { memoize } from '../session/memoize.ts';
import type { ContentShelf } from './content-shelf.ts';
import type { ImageRoot } from './root.ts';
import { hasForeignLayers, withoutForeignLayers } from './without-foreign-layers.ts';

export interface ContentDirectories {
  /** The layout that the copy has filled with what passed through. */
  spool: string;
  /** Where layouts of single platforms are made. */
  directory: string;
  /** What other images of the session have on local disk. */
  shelf: ContentShelf;
}

/**
 * The copied content for plugins: blobs that this copy or another one left on local disk, else from the destination. `root` and its
 * manifests are at the destination by then.
 */
export function imageContent(
  destination: Repository,
  root: ImageRoot,
  { spool, directory, shelf }: ContentDirectories,
): ImageContent {
  const local = new LayoutRepository(spool);
  const blob = async (descriptor: Descriptor) =>
    (await shelf.take(local, descriptor)) ? local.blob(descriptor) : destination.blob(descriptor);
  const manifest = memoize(
    (digest: string) => digest,
    async (digest: string) =>
      digest === root.raw.descriptor.digest ? root.raw : destination.manifest(digest),
  );
  return {
    manifest,
    blob,
    layout: async (platform: ImagePlatform) => {
      const target = await mkdtemp(join(directory, 'layout-'));
      const layout = new LayoutRepository(target);
      const raw = await manifest(platform.descriptor.digest);
      const { config, layers } = parseImageManifest(raw);
      for (const descriptor of [config, ...layers.filter((layer) => !isForeignLayer(layer))]) {
        if (!(await shelf.take(local, descriptor)))
          await local.pushBlob(descriptor, () => destination.blob(descriptor));
        await shelf.keep(local, descriptor);
        // On one disk the blob is linked, not copied.
        if (!(await layout.mountBlob(descriptor, local.name)))
          await layout.pushBlob(descriptor, () => local.blob(descriptor));
      }
      if (!hasForeignLayers(raw)) {
        await layout.pushManifest(raw, 'image');
        return target;
      }
      const reduced = withoutForeignLayers(raw, await readBlob(layout, config));
      await layout.pushBlob(reduced.config.descriptor, async () => Readable.from([reduced.config.bytes]));
      await layout.pushManifest(reduced.manifest, 'image');
      return target;
    },
  };
}
