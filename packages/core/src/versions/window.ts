import type { TagSelector } from '../config/config.ts';
import type { VersionTag } from './alias.ts';
import type { OmissionKind } from './omission.ts';
import { compilePattern } from './pattern.ts';
import { isVariant, parseRange } from './range.ts';
import { hasUsualEnding } from './usual-ending.ts';
import { isReserved, type Version } from './version.ts';

export type WindowSelector = TagSelector & { kind: 'window' };

/** Why a tag is left out, and what tells it apart from others that are left out for the same. */
interface Refusal {
  kind: OmissionKind;
  of?: string;
}

/** What a window lets in, before aliases and `keep` are looked at. */
export interface Window {
  /** Why a tag that is not refused is in. */
  readonly reason: string;
  /** Why the tag is left out; undefined when it is admitted. */
  refuses(tag: string, version: Version | undefined, alias: VersionTag | undefined): Refusal | undefined;
}

/**
 * Compiles a window's expressions. `usual`: what the versions of the listing end with, where none is plain.
 * @throws MirrorError MIRROR_CONFIG_SEMVER, MIRROR_CONFIG_REGEX
 */
export function openWindow(selector: WindowSelector, usual: string | undefined): Window {
  const exclude = selector.exclude.map(compilePattern);
  const window = selector.regex === undefined ? byRange(selector, usual) : byRegex(selector.regex, selector);
  return {
    reason: window.reason,
    refuses: (tag, version, alias) => {
      if (isReserved(tag)) return { kind: tag === 'latest' ? 'latest' : 'attestation' };
      // What an alias stands for must not come in through the back door.
      const excluded = exclude.find((pattern) => pattern.test(tag) || (alias && pattern.test(alias.tag)));
      if (excluded !== undefined) return { kind: 'excluded', of: excluded.text };
      return window.refuses(tag, version, alias);
    },
  };
}

/** Versions in the range: plain ones, unless the range names a variant. An alias stands for what it points to. */
function byRange(selector: WindowSelector, usual: string | undefined): Window {
  const text = selector.semver ?? '*';
  const [range, wide] = [parseRange(text, selector.prereleases), parseRange(text, true)];
  const named = [...range.variants];
  /** The variants of the range that a version can be looked at by; none where it is of another one. */
  const variantsOf = (version: Version): string[] => [
    ...(usual !== undefined && range.variants.has('') && hasUsualEnding(version, usual) ? [''] : []),
    ...(named.some((variant) => isVariant(version.variant, variant)) ? [version.variant] : []),
  ];
  return {
    reason: `in ${text}`,
    refuses: (_, version, alias) => {
      if (version === undefined) return { kind: 'word' };
      const meant = alias?.version ?? version;
      const variants = variantsOf(version);
      const compared = variants.length === 0 ? named : variants;
      if (!compared.some((variant) => wide.test(meant, variant)))
        return { kind: 'outside', ...(alias && { of: alias.tag }) };
      if (variants.length === 0)
        return version.variant === '' ? { kind: 'plain' } : { kind: 'variant', of: version.variant };
      // A range that names a pre-release takes it, and those of the same version behind it.
      return variants.some((variant) => range.test(meant, variant)) ? undefined : { kind: 'prerelease' };
    },
  };
}

function byRegex(regex: string, selector: WindowSelector): Window {
  const pattern = compilePattern(regex);
  return {
    reason: `matches ${regex}`,
    refuses: (tag, version) => {
      if (!pattern.test(tag)) return { kind: 'unmatched' };
      const isPrerelease = version !== undefined && version.prerelease.length > 0;
      return isPrerelease && !selector.prereleases ? { kind: 'prerelease' } : undefined;
    },
  };
}
