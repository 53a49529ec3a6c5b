import { MirrorError } from '@multiarch-mirror/errors';
// The package's index loads everything that it has.
import Range from 'semver/classes/range.js';
import SemVer from 'semver/classes/semver.js';
import { type Comparator, readComparator } from './comparator.ts';
import type { Version } from './version.ts';

/** A semver range over versions as tags write them. */
export interface VersionRange {
  readonly text: string;
  /** The variants that it names: `alpine` of `17-alpine`; one that is empty for plain versions. */
  readonly variants: ReadonlySet<string>;
  /** `variant`: the one of the range that counts, where it is not the version's own. */
  test(version: Version, variant?: string): boolean;
}

/** What stands between `||`. */
interface Alternative {
  range: Range;
  variant: string;
  admits: ((version: Version) => boolean)[];
}

/**
 * Reads a range in node-semver's syntax, with what tags add to it: leading zeros (`>=22.04`), a fourth part, pre-releases as they are written
 * (`>=18beta1`), and a variant behind the version (`^17-alpine`, `*-alpine`), which is then the one that is meant.
 * @throws MirrorError MIRROR_CONFIG_SEMVER
 */
export function parseRange(text: string, prereleases = false): VersionRange {
  const alternatives = text.split('||').map((part) => readAlternative(part, text, prereleases));
  return {
    text,
    variants: new Set(alternatives.map(({ variant }) => variant)),
    test: (version, variant = version.variant) => {
      const own = alternatives.filter((alternative) => isVariant(variant, alternative.variant));
      if (own.length === 0) return false;
      const asked = asSemver(version);
      return own.some(({ range, admits }) => range.test(asked) && admits.every((admit) => admit(version)));
    },
  };
}

/** Whether a tag's variant is the one that a range names, or a revision of it: `ce.0` of `ce`. */
export function isVariant(variant: string, named: string): boolean {
  return (
    variant === named ||
    (named !== '' && variant.startsWith(`${named}.`) && /^\d+$/.test(variant.slice(named.length + 1)))
  );
}

function readAlternative(part: string, text: string, prereleases: boolean): Alternative {
  const comparators = wordsOf(part).map((word): Comparator => {
    const comparator = readComparator(word);
    if (comparator === undefined) throw notARange(text);
    return comparator;
  });
  const [variant = '', other] = new Set(
    comparators.map((comparator) => comparator.variant).filter((named) => named !== ''),
  );
  if (other !== undefined) {
    throw new MirrorError(
      'MIRROR_CONFIG_SEMVER',
      `${JSON.stringify(text)} asks for -${variant} and -${other} at once`,
      {
        hint: `Put || between them where either is meant.`,
      },
    );
  }
  try {
    const range = new Range(comparators.map((comparator) => comparator.text).join(' '), {
      includePrerelease: prereleases,
    });
    return { range, variant, admits: comparators.flatMap(({ admits }) => admits ?? []) };
  } catch (thrown) {
    throw notARange(text, thrown);
  }
}

/** The comparators: an operator may stand apart from its version, and `16 - 17` is `>=16 <=17`. */
function wordsOf(part: string): string[] {
  const words = part
    .replace(/([<>=~^])\s+/g, '$1')
    .split(/\s+/)
    .filter((word) => word !== '');
  const [lower, hyphen, upper] = words;
  return words.length === 3 && hyphen === '-' ? [`>=${lower}`, `<=${upper}`] : words;
}

function notARange(text: string, cause?: unknown): MirrorError {
  return new MirrorError('MIRROR_CONFIG_SEMVER', `${JSON.stringify(text)} is not a range of versions`, {
    cause,
    hint: 'Write a semver range such as ">=10", "^17.2", "~3.20.1", "10.x || 11.x", "17-alpine" or "*".',
  });
}

/** The first three parts, with zeros for those missing: ranges know no fourth. */
function asSemver({ parts: [major = 0, minor = 0, patch = 0], prerelease }: Version): SemVer {
  const suffix = prerelease.length === 0 ? '' : `-${prerelease.join('.')}`;
  return new SemVer(`${major}.${minor}.${patch}${suffix}`, { loose: true });
}
