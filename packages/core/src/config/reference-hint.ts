import { MirrorError } from '@multiarch-mirror/errors';

/** How a reference is often written, and what it then was to be. */
const habits: readonly ((text: string) => string)[] = [
  (text) => text.replace(/^[a-z]+:\/\//i, ''),
  (text) => text.replace(/^["'“”„«]+|["'“”»]+$/g, ''),
  (text) => text.trim(),
  (text) => text.replace(/^\/+|\/+$/g, '').replace(/\/{2,}/g, '/'),
  (text) => text.toLowerCase(),
  (text) => text.replaceAll(' ', '-'),
];

/**
 * What `parse` makes of the text.
 * @throws MirrorError MIRROR_CONFIG_REFERENCE with what was probably meant, else with `form`
 */
export function parseName<Result>(text: string, parse: (text: string) => Result, form: string): Result {
  try {
    return parse(text);
  } catch (thrown) {
    if (!(thrown instanceof MirrorError)) throw thrown;
    const meant = nearName(text, parse);
    throw new MirrorError('MIRROR_CONFIG_REFERENCE', thrown.message, {
      cause: thrown,
      hint: meant === undefined ? form : `Did you mean ${meant}? ${form}`,
    });
  }
}

/** The text without bad habits, if that makes it valid. */
function nearName(text: string, parse: (text: string) => unknown): string | undefined {
  let candidate = text;
  for (const habit of habits) {
    candidate = habit(candidate);
    try {
      if (candidate !== text && parse(candidate) !== undefined) return candidate;
    } catch {
      // The next habit may be the one.
    }
  }
  return undefined;
}
