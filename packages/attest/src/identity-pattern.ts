import { MirrorError } from '@multiarch-mirror/errors';
import { RE2JS } from 're2js';

/** Whether a name is one that counts. */
export interface IdentityPattern {
  readonly text: string;
  test(name: string): boolean;
}

/** Escapes that mean the same in JavaScript and in RE2: punctuation, and the ASCII classes. */
const commonEscape = /^[\\^$.*+?()[\]{}|/dDwW]$/;

/**
 * An identity's regular expression, compiled. Ours is read by JavaScript and cosign's by RE2 without anchors, so only what
 * both read alike is let through, and it has to be anchored at both ends: `https://github.com/a/b` would match `…/a/b-evil`.
 * RE2 matches it, so that no name that a stranger has signed with can keep us busy.
 * @throws MirrorError MIRROR_IDENTITY_PATTERN
 */
export function checkIdentity(pattern: string): IdentityPattern {
  const known = checked.get(pattern) ?? checkedIdentity(pattern);
  checked.set(pattern, known);
  return known;
}

/** Compiling takes a millisecond, and everything that is verified asks for it; patterns are the manifest's, so they are few. */
const checked = new Map<string, IdentityPattern>();

function checkedIdentity(pattern: string): IdentityPattern {
  const fault = patternFault(pattern);
  if (fault !== undefined) {
    throw new MirrorError('MIRROR_IDENTITY_PATTERN', `the identity ${pattern} ${fault}`, {
      hint: 'Write an anchored expression such as ^https://github\\.com/OWNER/REPO/\\.github/workflows/mirror\\.yml@refs/heads/main$.',
    });
  }
  try {
    return compileIdentity(new RegExp(pattern, 'u').source);
  } catch (error) {
    throw new MirrorError('MIRROR_IDENTITY_PATTERN', `the identity ${pattern} is no regular expression`, {
      hint: 'Write characters that have a meaning in regular expressions with a backslash before them.',
      cause: error,
    });
  }
}

/** As RE2 reads it, found anywhere. @throws Error where it does not */
export function compileIdentity(pattern: string): IdentityPattern {
  const compiled = RE2JS.compile(pattern);
  return { text: pattern, test: (name) => compiled.matcher(name).find() };
}

function patternFault(pattern: string): string | undefined {
  if (!pattern.startsWith('^') || !/(?<!\\)(?:\\\\)*\$$/.test(pattern)) {
    return 'is not anchored with ^ and $';
  }
  let depth = 0;
  let inClass = false;
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at] ?? '';
    const rest = pattern.slice(at + 1);
    if (character === '\\') {
      if (!commonEscape.test(rest[0] ?? ''))
        return `has \\${rest[0] ?? ''}, which is not read alike everywhere`;
      at++;
    } else if (inClass) {
      if (character === ']') inClass = false;
      else if (character === '[') return 'has a bracket inside of a character class';
    } else if (character === '[') {
      inClass = true;
      // A bracket right after the opening one closes the class in JavaScript and is a literal in RE2.
      if (/^\^?\]/.test(rest)) return 'has an empty character class';
    } else if (character === '(') {
      depth++;
      if (rest.startsWith('?') && !rest.startsWith('?:')) return 'has a look-around, a flag or a named group';
    } else if (character === ')') {
      depth--;
    } else if (character === '|' && depth === 0) {
      return 'has an alternative outside of a group, where the anchors do not hold for both sides';
    } else if (character === '{') {
      const counts = /^(\d+)(?:,(\d*))?\}/.exec(rest);
      if (counts === null || Number(counts[1]) > 1000 || Number(counts[2] ?? 0) > 1000) {
        return 'has a repetition that is not read alike everywhere';
      }
    } else if (/[*+?}]/.test(character) && rest.startsWith('+')) {
      return 'has a possessive repetition';
    }
  }
  return undefined;
}
