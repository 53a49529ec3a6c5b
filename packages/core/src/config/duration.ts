import { MirrorError } from '@multiarch-mirror/errors';
import parse from 'parse-duration';

/** Every number with its unit: `3` alone would be milliseconds, which nobody means; and `M` would be a month. */
export const durationPattern =
  '^\\s*(?:\\d+(?:\\.\\d+)?\\s*(?:s|sec|seconds?|m|min|minutes?|h|hr|hours?|d|days?|w|weeks?)\\s*)+$';

const grammar = new RegExp(durationPattern);

/**
 * A span of time such as `3d` or `1h 30m` in milliseconds.
 * @throws MirrorError MIRROR_CONFIG_VALUE
 */
export function parseDuration(text: string): number {
  const milliseconds = grammar.test(text) ? parse(text) : null;
  if (milliseconds !== null && Number.isSafeInteger(Math.round(milliseconds)))
    return Math.round(milliseconds);
  throw new MirrorError('MIRROR_CONFIG_VALUE', `${JSON.stringify(text)} is not a span of time`, {
    hint: 'Write a number with its unit, such as 12h, 3d or 1w.',
  });
}
