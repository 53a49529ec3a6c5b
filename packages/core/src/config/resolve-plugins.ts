import type { PluginUse } from './config.ts';
import type { ManifestPath } from './manifest-document.ts';
import type { RawPlugins } from './raw-manifest.ts';
import type { Resolver } from './resolver.ts';

/** A chain, each entry with what is needed to name a line of its `with` later. */
export function resolvePlugins(raw: RawPlugins, path: ManifestPath, resolver: Resolver): PluginUse[] {
  return raw.map((entry, index) => resolvePlugin(entry, [...path, index], resolver));
}

/** One entry of a chain. */
export function resolvePlugin(
  raw: RawPlugins[number],
  path: ManifestPath,
  { document, plugins }: Resolver,
): PluginUse {
  const { use, with: options = {} } = typeof raw === 'string' ? { use: raw } : raw;
  const { line = 1, column = 1 } = document.place(path);
  return {
    use,
    options,
    position: { line, column },
    ...(plugins?.has(use) && { checked: true }),
    locator: {
      place: (below, part) => document.place([...path, 'with', ...below], part),
      written: (below) => document.written([...path, 'with', ...below]),
    },
  };
}
