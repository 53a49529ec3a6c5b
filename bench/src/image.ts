import type { Repository } from '@multiarch-mirror/oci';
import { type BuiltIndex, buildImage, buildIndex, pushImage, randomLayer } from '@multiarch-mirror/testing';

const architectures = ['amd64', 'arm64'] as const;
/** Of a platform's bytes: one large layer and some smaller ones, as images have them. */
const shares = [1 / 2, 1 / 4, 3 / 16, 1 / 16];

/**
 * Pushes a two-platform image whose layers have `size` bytes together. They are pseudo-random, so that nobody can compress them,
 * and of the type of compressed layers, as those of real images are.
 */
export async function pushRandomImage(repository: Repository, size: number, tag: string): Promise<void> {
  const members = [];
  for (const architecture of architectures) {
    const layers = [];
    for (const share of shares) {
      const bytes = Math.floor((size / architectures.length) * share);
      layers.push(await randomLayer(bytes, `${architecture} ${share} ${size}`, { compression: 'gzip' }));
    }
    members.push(await buildImage({ platform: { os: 'linux', architecture }, layers }));
  }
  await pushImage(repository, buildIndex(members), tag);
}

const platforms = [
  ['amd64'],
  ['arm64'],
  ['arm', 'v7'],
  ['arm', 'v6'],
  ['386'],
  ['ppc64le'],
  ['s390x'],
  ['riscv64'],
] as const;

/** A small image of so many platforms, each with a config and three layers of its own of a few KiB. */
export async function smallImage(seed: string, count: number, attestations = false): Promise<BuiltIndex> {
  const members = await Promise.all(
    platforms.slice(0, count).map(async ([architecture, variant]) => {
      const layers = await Promise.all(
        [1, 2, 3].map((layer) =>
          randomLayer(4096 * layer, `${seed} ${architecture} ${variant} ${layer}`, { compression: 'gzip' }),
        ),
      );
      return buildImage({
        platform: { os: 'linux', architecture, ...(variant !== undefined && { variant }) },
        layers,
      });
    }),
  );
  return buildIndex(members, { attestations });
}
