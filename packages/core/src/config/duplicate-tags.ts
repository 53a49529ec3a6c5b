import { formatRepository } from '@multiarch-mirror/oci/names';
import type { ImageConfig } from './config.ts';
import type { ManifestPath } from './manifest-document.ts';
import type { RawManifest } from './raw-manifest.ts';
import type { Resolver } from './resolver.ts';
import { soundEntries } from './sound-value.ts';

/** The same tag of a repository twice, as far as the manifest alone shows it: literal tags, and `latest`. */
export function checkDuplicateTags(
  { images: entries = [], defaults }: Partial<RawManifest>,
  images: ReadonlyMap<number, ImageConfig>,
  { document, issues }: Resolver,
): void {
  const taken = new Map<string, ManifestPath>();
  for (const [index, image] of images) {
    const repository = formatRepository(image.repository);
    const own = entries[index]?.tags;
    for (const { tag, below } of namedTags(own ?? defaults?.tags ?? [])) {
      // What comes from `defaults` stands twice because of the image.
      const path = own === undefined ? ['images', index] : ['images', index, 'tags', ...below];
      const key = `${repository}:${tag}`;
      const first = taken.get(key);
      if (first === undefined) {
        taken.set(key, path);
        continue;
      }
      const { line } = document.place(first);
      const same = first[1] === index;
      issues.error(
        'MIRROR_CONFIG_DUPLICATE_TAG',
        path,
        `${key} is filled twice: line ${line} has the tag too`,
        {
          hint: same
            ? 'Keep one of the two.'
            : 'Keep one of the two, or give one of the images another name.',
        },
      );
    }
  }
}

function namedTags(
  tags: NonNullable<RawManifest['images'][number]['tags']>,
): { tag: string; below: ManifestPath }[] {
  if (Array.isArray(tags)) return soundEntries(tags).map(([index, tag]) => ({ tag, below: [index] }));
  return tags.latest === undefined || tags.latest === false ? [] : [{ tag: 'latest', below: ['latest'] }];
}
