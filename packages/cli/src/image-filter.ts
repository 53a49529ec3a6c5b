import { matchesGlob } from 'node:path';
import { suggest } from '@multiarch-mirror/core';
import { MirrorError, printable } from '@multiarch-mirror/errors';
import { exitCodes } from './exit-code.ts';
import { Refusal } from './refusal.ts';

/** Names that a message lists at most. */
const listed = 10;

/**
 * The images that the patterns name, in the manifest's order; all of them where there is no pattern. A pattern is a name, or
 * a glob (`*`, `?`, `[…]`, `{a,b}`).
 * @throws Refusal MIRROR_USAGE_IMAGE_UNKNOWN, for each pattern that names nothing
 */
export function filterImages<Image extends { name: string }>(
  images: readonly Image[],
  patterns: readonly string[],
): readonly Image[] {
  if (patterns.length === 0) return images;
  const names = [...new Set(images.map(({ name }) => name))];
  const unknown = patterns.filter((pattern) => !names.some((name) => matches(name, pattern)));
  if (unknown.length > 0) {
    throw new Refusal(
      unknown.map((pattern) => unknownImage(pattern, names)),
      exitCodes.usage,
    );
  }
  return images.filter(({ name }) => patterns.some((pattern) => matches(name, pattern)));
}

/** Whether a pattern is the name, or a glob for it. */
export function matches(name: string, pattern: string): boolean {
  return name === pattern || matchesGlob(name, pattern);
}

function unknownImage(pattern: string, names: readonly string[]): MirrorError {
  const more = names.length > listed ? ` and ${names.length - listed} more` : '';
  const list = `Name one of ${names.slice(0, listed).join(', ')}${more}, or quote a glob.`;
  return new MirrorError('MIRROR_USAGE_IMAGE_UNKNOWN', `the manifest has no image ${printable(pattern)}`, {
    hint: printable(suggest(pattern, names) ?? list),
  });
}
