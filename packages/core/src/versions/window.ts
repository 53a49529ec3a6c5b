import type { TagSelector } from '../config/config.ts';
import type { VersionTag } from './alias.ts';
import { compilePattern } from './pattern.ts';
import { parseRange } from './range.ts';
import { isReserved, type Version } from './version.ts';

export type WindowSelector = TagSelector & { kind: 'window' };

/** What a window lets in, before aliases and `keep` are looked at. */
export interface Window {
  /** Why a tag that is not refused is in. */
  readonly reason: string;
  /** Why the tag is left out; undefined when it is admitted. */
  refuses(tag: string, version: Version | undefined, alias: VersionTag | undefined): string | undefined;
}

/**
 * Compiles a window's expressions.
 * @throws MirrorError MIRROR_CONFIG_SEMVER, MIRROR_CONFIG_REGEX
 */
export function openWindow(selector: WindowSelector): Window {
  const exclude = selector.exclude.map(compilePattern);
  const window = selector.regex === undefined ? byRange(selector) : byRegex(selector.regex, selector);
  return {
    reason: window.reason,
    refuses: (tag, version, alias) => {
      if (isReserved(tag)) return tag === 'latest' ? 'not a version' : "the name of an image's attestations";
      // What an alias stands for must not come in through the back door.
      const excluded = exclude.find((pattern) => pattern.test(tag) || (alias && pattern.test(alias.tag)));
      if (excluded !== undefined) return `excluded by ${excluded.text}`;
      return window.refuses(tag, version, alias);
    },
  };
}

/** Plain versions in the range: neither words nor variants. An alias stands for what it points to. */
function byRange(selector: WindowSelector): Window {
  const range = parseRange(selector.semver ?? '*', selector.prereleases);
  const outside = `outside ${range.text}`;
  return {
    reason: `in ${range.text}`,
    refuses: (_, version, alias) => {
      if (version === undefined) return 'not a version';
      if (version.variant !== '')
        return `a variant (-${version.variant}) of a version; \`regex\` takes those`;
      if (version.prerelease.length > 0 && !selector.prereleases)
        return 'a pre-release; `prereleases: true` takes it';
      if (range.test(alias?.version ?? version)) return undefined;
      return alias === undefined ? outside : `stands for ${alias.tag}, ${outside}`;
    },
  };
}

function byRegex(regex: string, selector: WindowSelector): Window {
  const pattern = compilePattern(regex);
  return {
    reason: `matches ${regex}`,
    refuses: (tag, version) => {
      if (!pattern.test(tag)) return `does not match ${regex}`;
      if (version !== undefined && version.prerelease.length > 0 && !selector.prereleases) {
        return 'a pre-release; `prereleases: true` takes it';
      }
      return undefined;
    },
  };
}
