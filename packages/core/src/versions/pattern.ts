import { MirrorError } from '@multiarch-mirror/errors';
import { RE2JS } from 're2js';

/** A regular expression that matches in linear time, whatever the text. */
export interface Pattern {
  readonly text: string;
  /** Found anywhere in the text; `^` and `$` anchor. */
  test(text: string): boolean;
}

/**
 * Compiles what JavaScript and RE2 read alike, and matches with RE2, so that no expression can explode.
 * @throws MirrorError MIRROR_CONFIG_REGEX with what the engine that refuses it says
 */
export function compilePattern(text: string): Pattern {
  let compiled: RE2JS;
  try {
    // The u flag refuses what JavaScript would otherwise read in a way of its own (`\A`, `\Q`, `\z`).
    compiled = RE2JS.compile(new RegExp(text, 'u').source);
  } catch (thrown) {
    const reason =
      thrown instanceof Error ? thrown.message.replace(/^Invalid regular expression: /, '') : String(thrown);
    throw new MirrorError(
      'MIRROR_CONFIG_REGEX',
      `${text} is not a regular expression that is allowed here: ${reason}`,
      {
        cause: thrown,
        hint: 'Use the syntax that JavaScript and RE2 share: no look-around, no backreference, no inline flags.',
      },
    );
  }
  return { text, test: (candidate) => compiled.matcher(candidate).find() };
}
