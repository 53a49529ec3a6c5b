import { relative } from 'node:path';
import { formatPlatform, formatRepository } from '@multiarch-mirror/oci';
import type { ImageConfig } from '../config/config.ts';
import type { LockedSource } from './lock.ts';

/** Where an image comes from, as a lock has it: layouts by their path from the manifest's `directory`, as on every machine. */
export function lockedSources(
  { source }: Pick<ImageConfig, 'source'>,
  directory: string,
): Omit<LockedSource, 'place'>[] {
  if (source.kind === 'repository')
    return [{ reference: portable(formatRepository(source.repository), directory) }];
  return source.parts.map(({ platform, template }) => ({
    platform: formatPlatform(platform),
    reference: portable(template, directory),
  }));
}

/** The platforms asked for, as a lock has them. */
export function lockedPlatforms({ platforms }: Pick<ImageConfig, 'platforms'>): string[] | 'all' {
  return platforms === 'all' ? 'all' : platforms.map(formatPlatform);
}

function portable(reference: string, directory: string): string {
  if (!reference.startsWith('oci:')) return reference;
  const path = relative(directory, reference.slice('oci:'.length));
  return `oci:${path.startsWith('.') ? path : `./${path}`}`;
}
