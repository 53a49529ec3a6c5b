import { MirrorError } from '@multiarch-mirror/errors';
import type { PluginUse } from './config.ts';
import type { ManifestPath } from './manifest-document.ts';
import { checkOptions } from './plugin-options.ts';
import type { RawManifest, RawPlugins } from './raw-manifest.ts';
import { resolvePlugin } from './resolve-plugins.ts';
import type { Resolver } from './resolver.ts';
import { suggestFrom } from './suggestion.ts';

/**
 * Checks every entry of every chain that names one of the plugins that are known, and that a bare name is one of theirs. Files and
 * packages are left alone. What else is wrong with an image does not matter here.
 */
export function checkPlugins(raw: Partial<RawManifest>, resolver: Resolver): void {
  const { plugins, issues, document } = resolver;
  if (plugins === undefined) return;
  for (const use of findUses(raw, resolver)) {
    const validate = plugins.get(use.use);
    if (validate !== undefined) issues.errors.push(...checkOptions(use, validate));
    else if (!/^[.@]|\//.test(use.use)) {
      issues.errors.push(unknownPlugin(use, [...plugins.keys()], document.file));
    }
  }
}

function findUses({ plugins, defaults, images }: Partial<RawManifest>, resolver: Resolver): PluginUse[] {
  const chains: [chain: RawPlugins | undefined, path: ManifestPath][] = [
    [plugins, ['plugins']],
    [defaults?.plugins, ['defaults', 'plugins']],
  ];
  if (Array.isArray(images)) {
    for (const [index, image] of images.entries())
      chains.push([image?.plugins, ['images', index, 'plugins']]);
  }
  return chains.flatMap(([chain, path]) =>
    Array.isArray(chain)
      ? chain.flatMap((entry, index) => {
          const here = [...path, index];
          return resolver.isSpoiled(here) ? [] : [resolvePlugin(entry, here, resolver)];
        })
      : [],
  );
}

function unknownPlugin({ use, position }: PluginUse, names: readonly string[], file: string): MirrorError {
  return new MirrorError('MIRROR_PLUGIN_UNKNOWN', `there is no plugin ${use}`, {
    place: { file, ...position },
    hint: `${suggestFrom(use, names)} A file starts with ./, a package with @.`,
  });
}
