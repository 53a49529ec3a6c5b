import { formatPlatform, type Platform, parsePlatform } from '@multiarch-mirror/oci/names';
import type { ImageSource } from './config.ts';
import type { ManifestPath } from './manifest-document.ts';
import type { RawPlatforms } from './raw-manifest.ts';
import type { Resolver } from './resolver.ts';
import { soundEntries } from './sound-value.ts';
import { suggest } from './suggestion.ts';

/** What images are built for today. Others are taken, unless they look like one of these. */
const usual = [
  'linux/amd64',
  'linux/arm64',
  'linux/arm/v5',
  'linux/arm/v6',
  'linux/arm/v7',
  'linux/386',
  'linux/ppc64le',
  'linux/riscv64',
  'linux/s390x',
  'linux/mips64le',
  'linux/loong64',
  'windows/amd64',
  'windows/arm64',
  'freebsd/amd64',
  'freebsd/arm64',
];

/** The platforms at `path`. An assembly (`source`) has no others than those that it is assembled from. */
export function resolvePlatforms(
  texts: RawPlatforms,
  source: ImageSource | undefined,
  path: ManifestPath,
  { issues }: Resolver,
): Platform[] | 'all' {
  const parts = source?.kind === 'assembly' ? source.parts.map(({ platform }) => platform) : undefined;
  if (texts === 'all') return parts ?? 'all';
  const platforms = new Map<string, Platform>();
  const names = parts && new Set(parts.map(formatPlatform));
  for (const [index, text] of soundEntries(texts)) {
    const here = [...path, index];
    const platform = issues.attempt(here, () => parsePlatform(text), { code: 'MIRROR_CONFIG_VALUE' });
    if (platform === undefined) continue;
    const name = formatPlatform(platform);
    if (platforms.has(name)) {
      issues.error('MIRROR_CONFIG_VALUE', here, `the platform ${name} stands in platforms twice`, {
        hint: 'Keep one of the two.',
      });
    } else if (names?.has(name) === false) {
      issues.error('MIRROR_CONFIG_VALUE', here, `sources has nothing for ${name}`, {
        hint: `Add ${name} to sources, or take it out here.`,
      });
    } else {
      platforms.set(name, platform);
      warnOfTypo(name, here, issues);
    }
  }
  return [...platforms.values()];
}

function warnOfTypo(name: string, path: ManifestPath, issues: Resolver['issues']): void {
  if (usual.includes(name)) return;
  const hint = suggest(name, usual);
  if (hint === undefined) return;
  issues.warning('MIRROR_CONFIG_PLATFORM', path, `hardly any image is built for ${name}`, { hint });
}
