import { createHash } from 'node:crypto';
import { relative } from 'node:path';
import { MirrorError } from '@multiarch-mirror/errors';
import { formatRepository, type RepositoryName } from '@multiarch-mirror/oci';
import type { ImageConfig } from '../config/config.ts';

/** One of `of` parts of a manifest; `index` counts from 0, as Kubernetes' `JOB_COMPLETION_INDEX` does. */
export interface Shard {
  index: number;
  of: number;
}

const mostShards = 1024;

/**
 * `I/N`, with I from 0 to N - 1.
 * @throws MirrorError MIRROR_USAGE_SHARD
 */
export function parseShard(text: string): Shard {
  const [, first, second] = /^(\d{1,9})\/(\d{1,9})$/.exec(text) ?? [];
  if (first === undefined || second === undefined) {
    const hint =
      'Write I/N, such as 0/8: the first of eight shards. In a Kubernetes Indexed Job it is $JOB_COMPLETION_INDEX/8.';
    throw refused(`${JSON.stringify(text)} names no shard`, hint);
  }
  const [index, of] = [Number(first), Number(second)];
  if (of === 0 || of > mostShards) {
    throw refused(
      `${of} shards are ${of === 0 ? 'none' : 'too many'}`,
      `Write a number of shards from 1 to ${mostShards}.`,
    );
  }
  if (index >= of) {
    throw refused(
      `there is no shard ${text}: shards are counted from 0`,
      `Write one of 0/${of} to ${of - 1}/${of}.`,
    );
  }
  return { index, of };
}

export function formatShard({ index, of }: Shard): string {
  return `${index}/${of}`;
}

/**
 * The images of one shard. A destination repository belongs to one shard whole, whatever the others do and however many images there
 * are; with one shard more, only those move that the new one takes (rendezvous hashing). `directory`: the manifest's.
 */
export function imagesOfShard(
  images: readonly ImageConfig[],
  { index, of }: Shard,
  directory: string,
): ImageConfig[] {
  return images.filter(({ repository }) => shardOf(keyOf(repository, directory), of) === index);
}

/** The same on every machine, wherever the manifest lies there. */
function keyOf(repository: RepositoryName, directory: string): string {
  return repository.transport === 'layout'
    ? `oci:${relative(directory, repository.directory).replaceAll('\\', '/')}`
    : formatRepository(repository);
}

/** The shard whose hash together with the repository's name is the highest. */
export function shardOf(repository: string, of: number): number {
  let best = { index: 0, weight: -1 };
  for (let index = 0; index < of; index += 1) {
    const weight = createHash('sha256').update(`${index} ${repository}`).digest().readUIntBE(0, 6);
    if (weight > best.weight) best = { index, weight };
  }
  return best.index;
}

function refused(message: string, hint: string): MirrorError {
  return new MirrorError('MIRROR_USAGE_SHARD', `--shard: ${message}`, { hint });
}
