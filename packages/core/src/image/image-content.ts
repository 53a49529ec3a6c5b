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
import { memoize, once } from '../session/memoize.ts';
import type { TemporaryDirectory } from '../session/temporary-directory.ts';
import type { ContentShelf } from './content-shelf.ts';
import type { ImageRoot } from './root.ts';
import { hasForeignLayers, withoutForeignLayers } from './without-foreign-layers.ts';

export interface ContentDirectories {
  /** Where the copy has left what passed through, and where layouts of single platforms are made. */
  directory: TemporaryDirectory;
  /** What other images of the session have on local disk. */
  shelf: ContentShelf;
}

/** The layout that a copy fills with what passes through. */
export function spoolIn(directory: TemporaryDirectory): string {
  return join(directory.path, 'content');
}

/**
 * The copied content for plugins: blobs that this copy or another one left on local disk, else from the destination. `root` and its
 * manifests are at the destination by then.
 */
export function imageContent(
  destination: Repository,
  root: ImageRoot,
  { directory, shelf }: ContentDirectories,
): ImageContent {
  const spool = once(() => new LayoutRepository(spoolIn(directory)));
  const blob = async (descriptor: Descriptor) => {
    const local = spool();
    return (await shelf.take(local, descriptor)) ? local.blob(descriptor) : destination.blob(descriptor);
  };
  const manifest = memoize(
    (digest: string) => digest,
    async (digest: string) =>
      digest === root.raw.descriptor.digest ? root.raw : destination.manifest(digest),
  );
  return {
    manifest,
    blob,
    layout: async (platform: ImagePlatform) => {
      const local = spool();
      const target = await mkdtemp(join(directory.path, 'layout-'));
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
