import type { RepositoryReader } from '@multiarch-mirror/oci';
import type { ImageConfig } from '../config/config.ts';
import { highestVersion, selectTags } from '../versions/index.ts';

/** The tags of the manifest that stand at the destination: literal ones whether they do or not, unless they are denied. */
export async function publishedTags(destination: RepositoryReader, image: ImageConfig): Promise<string[]> {
  if (image.tags.kind === 'literal') {
    const denied = new Set(image.deny.flatMap((rule) => ('tag' in rule ? [rule.tag] : [])));
    const wanted = image.tags.tags.map(
      async (tag) => !denied.has(tag) || (await destination.resolve(tag)) !== undefined,
    );
    const kept = await Promise.all(wanted);
    return image.tags.tags.filter((_, index) => kept[index]);
  }
  const listed = await destination.tags();
  const selected = selectTags(image.tags, listed).map(({ tag }) => tag);
  const wantsLatest = image.tags.latest !== false && highestVersion(image.tags, listed) !== undefined;
  return wantsLatest ? [...selected, 'latest'] : selected;
}
