import type { Platform } from '@multiarch-mirror/oci';
import { debianArchitecture, debianFiles, debianPackages, debianRelease } from './debian-packages.ts';
import { buildImage } from './image.ts';
import { type BuiltIndex, buildIndex } from './image-index.ts';
import { fileLayer } from './layer.ts';
import { checkoutModules, nodeFiles } from './node-packages.ts';

export interface MachineImageOptions {
  platforms: Platform[];
  /** Whose dpkg database is read. Default: `/`. */
  root?: string;
  /** Whose npm packages are taken. Default: those of the checkout. `false`: none. */
  modules?: string | false;
  /** How many packages of each kind at most: Debian's for all architectures, Debian's for one, npm's. Default: 15. */
  limit?: number;
}

/**
 * A small image for each platform, of package data that is really on this machine, so that a scanner finds real packages.
 *
 * Nothing is rewritten: an image has the Debian packages for all architectures and those for its own one that are
 * installed here. So on an amd64 machine linux/amd64 has both and linux/arm64 has the first alone; without Debian both
 * have only npm packages. What all platforms have is one layer that they share. The images hold no programs.
 */
export async function machineImage(options: MachineImageOptions): Promise<BuiltIndex> {
  const { platforms, root = '/', modules = checkoutModules() ?? false, limit = 15 } = options;
  const packages = await debianPackages(root);
  const of = (architecture: string) =>
    packages.filter((entry) => entry.architecture === architecture).slice(0, limit);
  const shared = await fileLayer({
    ...(packages.length === 0 ? {} : await debianRelease(root)),
    ...(await debianFiles(root, of('all'))),
    ...(modules === false ? {} : await nodeFiles(modules, limit)),
  });
  const images = [];
  for (const platform of platforms) {
    const { os, architecture, variant } = platform;
    const name = [os, architecture, variant].filter((part) => part !== undefined).join('/');
    images.push(
      await buildImage({
        platform,
        layers: [shared],
        files: {
          ...(await debianFiles(root, of(debianArchitecture(platform)))),
          'usr/share/doc/machine-image/README': `Package data of the machine that built this image, for ${name}.\n`,
        },
        runtime: { Labels: { 'org.opencontainers.image.title': 'machine image' } },
      }),
    );
  }
  return buildIndex(images);
}
