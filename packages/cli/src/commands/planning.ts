import { resolve } from 'node:path';
import {
  type Config,
  fitLock,
  formatShard,
  type ImageConfig,
  imagesOfShard,
  type LockedImages,
  loadLock,
  lockFileOf,
  lockNotFound,
  type PlanOptions,
  parseShard,
  type Report,
  type Shard,
} from '@multiarch-mirror/core';
import { MirrorError } from '@multiarch-mirror/errors';
import { exitCodes } from '../exit-code.ts';
import { filterImages } from '../image-filter.ts';
import type { Io } from '../io.ts';
import { Refusal } from '../refusal.ts';
import type { Renderer } from '../render/renderer.ts';
import type { PlanningOptions } from './global-options.ts';

/** What `run` and `plan` are about. */
export interface Planning {
  images: readonly ImageConfig[];
  options: PlanOptions;
  /** What their reports say of that. */
  report: Pick<Report, 'manifest' | 'shard'>;
}

/**
 * The images that the command line names, those of one shard of them, and what a lock says.
 * @throws Refusal for a name that is none, a shard that is none, a lock that is not there or does not fit
 */
export async function preparePlanning(
  io: Io,
  config: Config,
  patterns: readonly string[],
  options: PlanningOptions,
  { log }: Pick<Renderer, 'log'>,
): Promise<Planning> {
  const named = filterImages(config.images, patterns);
  const shard = options.shard === undefined ? undefined : shardOf(options.shard);
  const images = shard === undefined ? named : imagesOfShard(named, shard, config.directory);
  if (shard !== undefined)
    log.info(`shard ${formatShard(shard)}: ${images.length} of ${named.length} images`);
  // All of it, whatever the shard: they all do nothing, or none does.
  const locked = options.locked
    ? await readLock(config, patterns.length === 0 ? undefined : named, lockFile(io, config, options))
    : undefined;
  return {
    images,
    options: {
      deep: options.deep ?? false,
      checkMoved: options.checkMoved ?? false,
      concurrency: options.concurrency,
      now: io.now(),
      ...(locked !== undefined && { locked }),
    },
    report: { manifest: config.file, ...(shard !== undefined && { shard: formatShard(shard) }) },
  };
}

/** The lock that the options name, else the one beside the manifest. */
export function lockFile(
  { directory }: Io,
  { file }: Config,
  options: Pick<PlanningOptions, 'lockFile'>,
): string {
  if (options.lockFile === undefined) return lockFileOf(file);
  return directory === process.cwd() ? options.lockFile : resolve(directory, options.lockFile);
}

function shardOf(text: string): Shard {
  try {
    return parseShard(text);
  } catch (thrown) {
    if (thrown instanceof MirrorError) throw new Refusal([thrown], exitCodes.usage);
    throw thrown;
  }
}

async function readLock(
  config: Config,
  images: readonly ImageConfig[] | undefined,
  file: string,
): Promise<LockedImages> {
  const parsed = await loadLock(file);
  if (parsed === undefined) throw new Refusal([lockNotFound(file)], exitCodes.usage);
  if ('errors' in parsed) throw new Refusal(parsed.errors, exitCodes.usage);
  const { locked, errors } = fitLock(parsed.lock, config, images);
  if (locked === undefined) throw new Refusal(errors, exitCodes.usage);
  return locked;
}
