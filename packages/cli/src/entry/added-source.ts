import { relative, resolve, sep } from 'node:path';
import type { Config } from '@multiarch-mirror/core';
import { MirrorError } from '@multiarch-mirror/errors';
import { formatRepository, parseReference, type RepositoryName } from '@multiarch-mirror/oci/names';
import { exitCodes } from '../exit-code.ts';
import { Refusal } from '../refusal.ts';

/** What `mirror add SOURCE` was given. */
export interface AddedSource {
  repository: RepositoryName;
  /** As the manifest names it: in full; a layout from where the manifest is. */
  text: string;
  /** `SOURCE:TAG` */
  tag: string | undefined;
}

/** @throws Refusal for what is no reference, or names a digest */
export function addedSource(text: string, directory: string, config: Pick<Config, 'directory'>): AddedSource {
  const { repository, tag, digest } = parse(text);
  if (digest !== undefined) {
    const error = new MirrorError('MIRROR_ADD_DIGEST', `${text} names a digest, and a mirror follows tags`, {
      hint: `Add ${formatRepository(repository)} with --tags; \`mirror lock\` pins what they stand for.`,
    });
    throw new Refusal([error], exitCodes.usage);
  }
  if (repository.transport === 'registry') return { repository, text: formatRepository(repository), tag };
  const absolute = resolve(directory, repository.directory);
  const path = relative(config.directory, absolute).split(sep).join('/');
  const written = path.startsWith('..') ? path : `./${path}`;
  return { repository: { transport: 'layout', directory: absolute }, text: `oci:${written}`, tag };
}

function parse(text: string): ReturnType<typeof parseReference> {
  try {
    return parseReference(text);
  } catch (thrown) {
    if (thrown instanceof MirrorError) throw new Refusal([thrown], exitCodes.usage);
    throw thrown;
  }
}
