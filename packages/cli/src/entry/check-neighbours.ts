import { type EntryWindow, type ImageConfig, selectorOf, selectTags } from '@multiarch-mirror/core';
import { formatRepository } from '@multiarch-mirror/oci/names';
import type { AddedSource } from './added-source.ts';
import { refuse } from './refuse.ts';

/** The tags that an entry takes of a listing. */
export interface ChosenTags {
  tags: readonly string[] | EntryWindow;
  listed: readonly string[];
}

/**
 * What fills the repository of a new image already. Two entries may do so from one source, with different tags.
 * @param chosen undefined: as proposed, which is for a source that is new
 * @throws Refusal for an image that is mirrored already, or a name that stands for another source
 */
export function checkNeighbours(
  image: ImageConfig,
  others: readonly ImageConfig[],
  source: AddedSource,
  chosen: ChosenTags | undefined,
  file: string,
): void {
  const repository = formatRepository(image.repository);
  for (const other of others) {
    if (formatRepository(other.repository) !== repository) continue;
    const place = { file, ...other.position };
    if (!hasSource(other, source)) {
      throw refuse('MIRROR_ADD_NAME', `the name ${image.name} stands for another source`, {
        place,
        hint: `Give this one a name of its own: --name ${otherName(source, image.name)}.`,
      });
    }
    const [first] = chosen === undefined ? [undefined] : commonTags(other, chosen);
    if (chosen !== undefined && first === undefined) continue;
    const what = first === undefined ? source.text : `${source.text}:${first}`;
    throw refuse('MIRROR_ADD_DUPLICATE', `${what} is mirrored already`, {
      place,
      hint: 'Change the tags there, add other ones (--tags, --semver, --regex), or mirror it by another name, too (--name).',
    });
  }
}

function hasSource({ source }: ImageConfig, { repository }: AddedSource): boolean {
  return source.kind === 'repository' && formatRepository(source.repository) === formatRepository(repository);
}

function commonTags({ tags }: ImageConfig, chosen: ChosenTags): string[] {
  const there = new Set(selectTags(tags, chosen.listed).map(({ tag }) => tag));
  const selected = selectTags(selectorOf(chosen.tags), chosen.listed);
  return selected.flatMap(({ tag }) => (there.has(tag) ? [tag] : []));
}

/** With the part of the source before it: `bitnami-postgresql`. */
function otherName({ repository }: AddedSource, name: string): string {
  const path = repository.transport === 'registry' ? repository.path.split('/') : [];
  const [before] = path.slice(-2, -1);
  return before === undefined || before === 'library' ? `${name}-2` : `${before}-${name}`;
}
