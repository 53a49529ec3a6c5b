import type { ImageConfig, ManifestEntry } from '@multiarch-mirror/core';
import { formatPlatform, matchesPlatform, parsePlatform } from '@multiarch-mirror/oci/names';

/** What upstream has of the platforms that an image is to have. */
export interface PlatformFinding {
  /** What the entry would ask for if it said nothing; `all`: whatever there is. */
  wanted: readonly string[] | 'all';
  available: readonly string[];
  present: readonly string[];
  missing: readonly string[];
}

/** What an entry says of its platforms. */
export type PlatformChoice = Pick<ManifestEntry, 'platforms' | 'missingPlatform'>;

/** @param asked those that the command line names, instead of the manifest's */
export function findPlatforms(
  image: Pick<ImageConfig, 'platforms'>,
  available: readonly string[],
  asked: readonly string[] | 'all' | undefined,
): PlatformFinding {
  const defaults = image.platforms === 'all' ? 'all' : image.platforms.map(formatPlatform);
  const wanted = asked ?? defaults;
  const has = (name: string): boolean =>
    available.some((platform) => matchesPlatform(parsePlatform(platform), parsePlatform(name)));
  const names = wanted === 'all' ? available : wanted;
  return {
    wanted,
    available,
    present: names.filter(has),
    // An artifact has none, and is not asked for any.
    missing: available.length === 0 ? [] : names.filter((name) => !has(name)),
  };
}

/**
 * What there is to choose where upstream lacks a platform, the best first: to publish without it and complete the image when it is
 * there, to ask only for what there is, to wait.
 */
export function platformChoices({ present, available }: PlatformFinding): PlatformChoice[] {
  if (present.length === 0) return [{ platforms: available }];
  return [{ missingPlatform: 'warn' }, { platforms: present }, { missingPlatform: 'wait' }];
}

/** Whether two lists name the same platforms. */
export function samePlatforms(a: readonly string[] | 'all', b: readonly string[] | 'all'): boolean {
  return a === 'all' || b === 'all' ? a === b : new Set(a).symmetricDifference(new Set(b)).size === 0;
}
