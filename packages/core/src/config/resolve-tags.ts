import { compilePattern, isAttestationName } from '../versions/index.ts';
import { parseRange } from '../versions/range.ts';
import type { TagSelector } from './config.ts';
import type { ManifestPath } from './manifest-document.ts';
import type { RawTags } from './raw-manifest.ts';
import type { Resolver } from './resolver.ts';
import { soundEntries } from './sound-value.ts';

/** `keep`: the command line's. */
export function resolveTags(
  raw: RawTags,
  path: ManifestPath,
  keep: number | undefined,
  resolver: Resolver,
): TagSelector {
  if (Array.isArray(raw)) return literals(raw, path, resolver);
  const { issues } = resolver;
  const { semver, regex, latest = false, prereleases = false, aliases = false, mutable } = raw;
  if (semver !== undefined) issues.attempt([...path, 'semver'], () => parseRange(semver));
  if (regex !== undefined) issues.attempt([...path, 'regex'], () => compilePattern(regex));
  const exclude = soundEntries(raw.exclude);
  for (const [index, pattern] of exclude) {
    issues.attempt([...path, 'exclude', index], () => compilePattern(pattern));
  }
  const kept = keep ?? raw.keep;
  return {
    kind: 'window',
    ...(semver !== undefined && { semver }),
    ...(regex !== undefined && { regex }),
    exclude: exclude.map(([, pattern]) => pattern),
    ...(kept !== undefined && { keep: kept }),
    latest,
    prereleases,
    aliases,
    ...(mutable !== undefined && { mutable }),
  };
}

function literals(tags: string[], path: ManifestPath, { issues }: Resolver): TagSelector {
  const sound = soundEntries(tags);
  for (const [index, tag] of sound) {
    if (!isAttestationName(tag)) continue;
    issues.error('MIRROR_CONFIG_VALUE', [...path, index], `${tag} is the name of an image's attestations`, {
      hint: 'Name the tag of the image; `upstreamReferrers` is for its attestations.',
    });
  }
  return { kind: 'literal', tags: sound.map(([, tag]) => tag) };
}
