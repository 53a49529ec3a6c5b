import type { PluginUse } from './config.ts';
import type { ManifestPath } from './manifest-document.ts';
import type { RawPlugins } from './raw-manifest.ts';
import type { Resolver } from './resolver.ts';
import { soundEntries } from './sound-value.ts';

type PluginEntry = Partial<Exclude<RawPlugins[number], string>>;

/** A chain, each entry with what is needed to name its lines later. */
export function resolvePlugins(raw: RawPlugins, path: ManifestPath, resolver: Resolver): PluginUse[] {
  return soundEntries(raw).flatMap(([index, entry]) => {
    const { use, with: options = {} }: PluginEntry = typeof entry === 'string' ? { use: entry } : entry;
    return use === undefined ? [] : [pluginUse(use, options, [...path, index], resolver)];
  });
}

function pluginUse(
  use: string,
  options: Record<string, unknown>,
  path: ManifestPath,
  { document, plugins }: Resolver,
): PluginUse {
  const { line = 1, column = 1 } = document.place(path);
  return {
    use,
    options,
    position: { line, column },
    ...(plugins?.has(use) && { checked: true }),
    locator: {
      place: (below, part) => document.place([...path, ...below], part),
      written: (below) => document.written([...path, ...below]),
    },
  };
}
