import { formatRepository } from '@multiarch-mirror/oci/names';
import type { ImageConfig } from './config.ts';
import type { ManifestPath } from './manifest-document.ts';
import type { Resolver } from './resolver.ts';

/** The same tag of a repository twice, as far as the manifest alone shows it: literal tags, and `latest`. */
export function checkDuplicateTags(images: ReadonlyMap<number, ImageConfig>, resolver: Resolver): void {
  const taken = new Map<string, ManifestPath>();
  for (const [index, image] of images) {
    const repository = formatRepository(image.repository);
    for (const { tag, path } of namedTags(image, ['images', index, 'tags'])) {
      const key = `${repository}:${tag}`;
      const first = taken.get(key);
      if (first === undefined) {
        taken.set(key, path);
        continue;
      }
      const { line } = resolver.document.place(first);
      resolver.issues.error(
        'MIRROR_CONFIG_DUPLICATE_TAG',
        path,
        `${key} is filled twice: line ${line} has the tag too`,
        {
          hint: 'Keep one of the two, or give one of the images another name.',
        },
      );
    }
  }
}

function namedTags({ tags }: ImageConfig, path: ManifestPath): { tag: string; path: ManifestPath }[] {
  if (tags.kind === 'literal') return tags.tags.map((tag, index) => ({ tag, path: [...path, index] }));
  return tags.latest === false ? [] : [{ tag: 'latest', path: [...path, 'latest'] }];
}
