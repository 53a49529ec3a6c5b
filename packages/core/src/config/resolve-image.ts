import { MirrorError } from '@multiarch-mirror/errors';
import { childRepository, type RepositoryName } from '@multiarch-mirror/oci/names';
import type { ImageConfig, PluginUse, TagSelector } from './config.ts';
import { parseDuration } from './duration.ts';
import type { ManifestPath } from './manifest-document.ts';
import type { RawDefaults, RawImage } from './raw-manifest.ts';
import { parseName } from './reference-hint.ts';
import { resolvePlatforms } from './resolve-platforms.ts';
import { resolvePlugins } from './resolve-plugins.ts';
import { resolveSource, sourceName } from './resolve-source.ts';
import { resolveTags } from './resolve-tags.ts';
import type { Resolver } from './resolver.ts';
import { soundEntries } from './sound-value.ts';

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
const usualPlatforms = ['linux/amd64', 'linux/arm64'];

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
  const tags = tagsOf(raw, path, around, resolver);
  const source = resolveSource(raw, path, tags !== undefined && moves(tags), resolver);
  const parts = raw.platforms === undefined && source?.kind === 'assembly' ? source.parts : undefined;
  const platforms =
    parts?.map(({ platform }) => platform) ??
    resolvePlatforms(
      raw.platforms ?? defaults.platforms ?? usualPlatforms,
      source,
      at('platforms'),
      resolver,
    );
  const minimumAge = raw.minimumAge ?? defaults.minimumAge;
  const age =
    minimumAge === undefined ? 0 : issues.attempt(at('minimumAge'), () => parseDuration(minimumAge));
  const destination = around.destination(raw.destination, [...path, 'destination']);
  const name = raw.name ?? (source && sourceName(source));
  const named = raw.name === undefined ? path : [...path, 'name'];
  const repository =
    name === undefined
      ? undefined
      : issues.attempt(named, () => parseName(name, (text) => child(destination, text), nameForm));
  const plugins =
    raw.plugins === undefined ? around.plugins : resolvePlugins(raw.plugins, [...path, 'plugins'], resolver);
  if (name === undefined || tags === undefined || source === undefined || repository === undefined)
    return undefined;
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
    plugins,
    minimumAge: age ?? 0,
    deny: soundEntries(raw.deny ?? defaults.deny).map(([, rule]) => rule as ImageConfig['deny'][number]),
  };
}

/** The image's tags, or those of `defaults`. */
function tagsOf(
  raw: RawImage,
  path: ManifestPath,
  { defaults, keep }: ImageSurroundings,
  resolver: Resolver,
): TagSelector | undefined {
  if (raw.tags !== undefined) return resolveTags(raw.tags, [...path, 'tags'], keep, resolver);
  if (resolver.isSaid([...path, 'tags'])) return undefined;
  const shared = ['defaults', 'tags'];
  if (defaults.tags !== undefined) return resolveTags(defaults.tags, shared, keep, resolver);
  if (resolver.isSaid(['defaults']) || resolver.isSaid(shared)) return undefined;
  resolver.issues.error('MIRROR_CONFIG_REQUIRED', path, 'an image needs tags', {
    hint: 'Add tags: a list such as ["3.10", "3.9"], or {semver: ">=10", keep: 10}.',
  });
  return undefined;
}

function moves(tags: TagSelector): boolean {
  return tags.kind === 'window' || tags.tags.length > 1;
}

const nameForm =
  'Write lower-case letters and digits, with single dots, hyphens, underscores or slashes between them.';

function child(destination: RepositoryName, name: string): RepositoryName {
  if (name !== recordsName) return childRepository(destination, name);
  throw new MirrorError('MIRROR_CONFIG_VALUE', `${recordsName} is where mirror keeps its own records`, {
    hint: 'Give the image another name.',
  });
}
