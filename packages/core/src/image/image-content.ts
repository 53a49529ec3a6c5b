import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Descriptor,
  LayoutRepository,
  parseImageManifest,
  type Repository,
} from '@multiarch-mirror/oci';
import type { ImageContent, ImagePlatform } from '../plugin/image-context.ts';
import { memoize } from '../session/memoize.ts';
import type { ImageRoot } from './root.ts';

export interface ContentDirectories {
  /** The layout that the copy has filled with what passed through. */
  spool: string;
  /** Where layouts of single platforms are made. */
  directory: string;
}

/**
 * The copied content for plugins: blobs that the copy left on local disk, else from the destination. `root` and its manifests are
 * at the destination by then.
 */
export function imageContent(
  destination: Repository,
  root: ImageRoot,
  { spool, directory }: ContentDirectories,
): ImageContent {
  const local = new LayoutRepository(spool);
  const blob = async (descriptor: Descriptor) =>
    (await local.hasBlob(descriptor)) ? local.blob(descriptor) : destination.blob(descriptor);
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
      for (const descriptor of [config, ...layers]) {
        // On one disk the blob is linked, not copied.
        if ((await local.hasBlob(descriptor)) && (await layout.mountBlob(descriptor, local.name))) continue;
        await layout.pushBlob(descriptor, () => blob(descriptor));
      }
      await layout.pushManifest(raw, 'image');
      return target;
    },
  };
}
