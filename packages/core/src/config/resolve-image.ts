import { MirrorError } from '@multiarch-mirror/errors';
import {
  childRepository,
  formatPlatform,
  type Platform,
  parsePlatform,
  type RepositoryName,
} from '@multiarch-mirror/oci/names';
import type { ImageConfig, ImageSource, PluginUse, TagSelector } from './config.ts';
import { parseDuration } from './duration.ts';
import type { ManifestPath } from './manifest-document.ts';
import type { RawDefaults, RawImage } from './raw-manifest.ts';
import { resolvePlugins } from './resolve-plugins.ts';
import { resolveSource, sourceName } from './resolve-source.ts';
import { resolveTags } from './resolve-tags.ts';
import type { Resolver } from './resolver.ts';

/** What an image takes from the rest of the manifest and from the command line. */
export interface ImageSurroundings {
  defaults: RawDefaults;
  /** The chain of those that name none. */
  plugins: PluginUse[];
  /** Below what the image lands; `own` is its `destination`. */
  destination: (own: string | undefined, path: ManifestPath) => RepositoryName;
  keep: number | undefined;
}

const recordsName = 'mirror-records';

/** The entry at `index` of `images`; undefined when its faults leave nothing to work with. */
export function resolveImage(
  raw: RawImage,
  index: number,
  around: ImageSurroundings,
  resolver: Resolver,
): ImageConfig | undefined {
  const path: ManifestPath = ['images', index];
  const { issues, document } = resolver;
  const { defaults } = around;
  /** Where the value in force stands: at the image, or in `defaults`. */
  const at = (key: keyof RawDefaults): ManifestPath => [
    ...(raw[key] === undefined ? ['defaults'] : path),
    key,
  ];
  const rawTags = raw.tags ?? defaults.tags;
  if (rawTags === undefined) {
    issues.error('MIRROR_CONFIG_REQUIRED', path, 'an image needs tags', {
      hint: 'Add tags: a list, or {semver: RANGE}.',
    });
    return undefined;
  }
  const tags = resolveTags(rawTags, at('tags'), around.keep, resolver);
  const source = resolveSource(raw, path, moves(tags), resolver);
  const platforms = resolvePlatforms(raw, defaults, source, at('platforms'), resolver);
  const minimumAge = raw.minimumAge ?? defaults.minimumAge;
  const age =
    minimumAge === undefined ? 0 : issues.attempt(at('minimumAge'), () => parseDuration(minimumAge));
  const destination = around.destination(raw.destination, [...path, 'destination']);
  const name = raw.name ?? (source && sourceName(source));
  if (name === undefined) return undefined;
  const options = { code: 'MIRROR_CONFIG_REFERENCE' };
  const repository = issues.attempt(
    raw.name === undefined ? path : [...path, 'name'],
    () => child(destination, name),
    options,
  );
  if (source === undefined || repository === undefined) return undefined;
  const { line = 1, column = 1 } = document.place(path);
  return {
    name,
    position: { line, column },
    source,
    repository,
    tags,
    platforms,
    missingPlatform: raw.missingPlatform ?? defaults.missingPlatform ?? 'fail',
    transport: raw.transport ?? defaults.transport ?? 'native',
    upstreamReferrers: raw.upstreamReferrers ?? defaults.upstreamReferrers ?? false,
    plugins:
      raw.plugins === undefined
        ? around.plugins
        : resolvePlugins(raw.plugins, [...path, 'plugins'], resolver),
    minimumAge: age ?? 0,
    deny: (raw.deny ?? defaults.deny ?? []) as ImageConfig['deny'],
  };
}

function moves(tags: TagSelector): boolean {
  return tags.kind === 'window' || tags.tags.length > 1;
}

function child(destination: RepositoryName, name: string): RepositoryName {
  if (name !== recordsName) return childRepository(destination, name);
  throw new MirrorError('MIRROR_CONFIG_VALUE', `${recordsName} is where mirror keeps its own records`, {
    hint: 'Give the image another name.',
  });
}

/** An assembly that names no platforms has those that it is assembled from. */
function resolvePlatforms(
  raw: RawImage,
  defaults: RawDefaults,
  source: ImageSource | undefined,
  path: ManifestPath,
  { issues }: Resolver,
): Platform[] | 'all' {
  const parts = source?.kind === 'assembly' ? source.parts.map(({ platform }) => platform) : undefined;
  if (raw.platforms === undefined && parts !== undefined) return parts;
  const texts = raw.platforms ?? defaults.platforms ?? ['linux/amd64', 'linux/arm64'];
  if (texts === 'all') return parts ?? 'all';
  const platforms: Platform[] = [];
  for (const [index, text] of texts.entries()) {
    const here = [...path, index];
    const platform = issues.attempt(here, () => parsePlatform(text), { code: 'MIRROR_CONFIG_VALUE' });
    if (platform === undefined) continue;
    const name = formatPlatform(platform);
    if (platforms.some((other) => formatPlatform(other) === name)) {
      issues.error('MIRROR_CONFIG_VALUE', here, `the platform ${name} stands in platforms twice`, {
        hint: 'Keep one of the two.',
      });
    } else if (parts !== undefined && !parts.some((part) => formatPlatform(part) === name)) {
      issues.error('MIRROR_CONFIG_VALUE', here, `sources has nothing for ${name}`, {
        hint: `Add ${name} to sources, or take it out here.`,
      });
    } else {
      platforms.push(platform);
    }
  }
  return platforms;
}
