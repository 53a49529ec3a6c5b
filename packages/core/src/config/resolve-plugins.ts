import type { PluginUse } from './config.ts';
import type { ManifestPath } from './manifest-document.ts';
import type { RawPlugins } from './raw-manifest.ts';
import type { Resolver } from './resolver.ts';

/** A chain, each entry with what is needed to name a line of its `with` later. */
export function resolvePlugins(raw: RawPlugins, path: ManifestPath, { document }: Resolver): PluginUse[] {
  return raw.map((entry, index) => {
    const here = [...path, index];
    const { use, with: options = {} } = typeof entry === 'string' ? { use: entry } : entry;
    const { line = 1, column = 1 } = document.place(here);
    return {
      use,
      options,
      position: { line, column },
      locator: {
        place: (below, part) => document.place([...here, 'with', ...below], part),
        written: (below) => document.written([...here, 'with', ...below]),
      },
    };
  });
}
