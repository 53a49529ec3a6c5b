import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { LayoutRepository } from '@multiarch-mirror/oci';
import { buildImage, buildIndex, pushImage, tarLayer } from '@multiarch-mirror/testing';
import { toolsFolder } from '../../../tools/install/directory.ts';
import { withLock } from '../../../tools/install/lock.ts';
import { type Architecture, debianRootfs } from './debian-image.ts';
import { outputOf } from './program.ts';

/** The versions of the upstream image, all on the same Debian. They are those of the reference page. */
export const versions = ['10.2.1', '10.3.0', '10.3.1'] as const;
export type Version = (typeof versions)[number];

/** One version: a two-platform index. */
interface UpstreamImage {
  digest: string;
  platforms: Record<'linux/amd64' | 'linux/arm64', string>;
}

/** A layout on disk with every version under its tag. */
export interface UpstreamLayout {
  directory: string;
  images: Record<Version, UpstreamImage>;
}

const architectures: readonly Architecture[] = ['amd64', 'arm64'];

/**
 * The image that the scenarios mirror: Debian for two platforms, with a file that differs from version to version. Built once
 * and kept in the tools directory, since compressing it takes longer than anything that is tested with it.
 */
export async function upstreamLayout(): Promise<UpstreamLayout> {
  const tars = await Promise.all(architectures.map(debianRootfs));
  const key = createHash('sha256')
    .update(JSON.stringify([tars.map((tar) => basename(tar)), versions, 'first form']))
    .digest('hex')
    .slice(0, 16);
  const folder = await toolsFolder('cache', 'upstream');
  const directory = join(folder, key);
  const summary = join(directory, 'images.json');
  return withLock('upstream-image', async () => {
    const known = await readFile(summary, 'utf8').catch(() => undefined);
    if (known !== undefined) return { directory, images: JSON.parse(known) as UpstreamLayout['images'] };
    const temporary = await mkdtemp(join(folder, 'making-'));
    try {
      const images = await build(temporary, tars);
      await writeFile(join(temporary, 'images.json'), JSON.stringify(images));
      await rename(temporary, directory);
      return { directory, images };
    } finally {
      await rm(temporary, { recursive: true, force: true });
    }
  });
}

async function build(directory: string, tars: readonly string[]): Promise<UpstreamLayout['images']> {
  const scratch = join(directory, 'scratch');
  const repository = new LayoutRepository(directory);
  const layers = await Promise.all(tars.map((tar) => tarLayer(tar, { directory: scratch })));
  const images: Partial<UpstreamLayout['images']> = {};
  for (const version of versions) {
    const members = await Promise.all(
      architectures.map((architecture, index) =>
        buildImage({
          platform: { os: 'linux', architecture },
          layers: layers.slice(index, index + 1),
          files: { 'opt/mattermost/VERSION': `${version}\n` },
        }),
      ),
    );
    const built = buildIndex(members);
    await pushImage(repository, built, version);
    const [amd64 = '', arm64 = ''] = members.map(({ manifest }) => manifest.descriptor.digest);
    images[version] = {
      digest: built.manifest.descriptor.digest,
      platforms: { 'linux/amd64': amd64, 'linux/arm64': arm64 },
    };
  }
  await rm(scratch, { recursive: true, force: true });
  return images as UpstreamLayout['images'];
}

/** Copies versions from the layout to a registry, by a program that is not ours. @param repository `host:port/path` */
export async function publishUpstream(
  oras: string,
  { directory }: UpstreamLayout,
  repository: string,
  published: readonly Version[] = versions,
): Promise<void> {
  for (const version of published) {
    const args = ['cp', '--from-oci-layout', '--to-plain-http', `${directory}:${version}`];
    await outputOf(oras, [...args, `${repository}:${version}`], { env: { HOME: directory } });
  }
}
