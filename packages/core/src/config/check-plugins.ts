import { MirrorError } from '@multiarch-mirror/errors';
import type { PluginUse } from './config.ts';
import { isForeign } from './foreign-plugin.ts';
import type { ManifestPath } from './manifest-document.ts';
import { checkOptions } from './plugin-options.ts';
import type { RawManifest, RawPlugins } from './raw-manifest.ts';
import { resolvePlugins } from './resolve-plugins.ts';
import type { Resolver } from './resolver.ts';
import { soundEntries } from './sound-value.ts';
import { suggestFrom } from './suggestion.ts';
import { findVariables } from './unexpanded.ts';

/**
 * Checks every entry of every chain that names one of the plugins that are known, and that a bare name is one of theirs. Files and
 * packages are left alone. What else is wrong with an image does not matter here.
 */
export function checkPlugins(raw: Partial<RawManifest>, resolver: Resolver): void {
  const { issues, plugins } = resolver;
  for (const use of findUses(raw, resolver)) {
    issues.warnings.push(...unexpandedVariables(use));
    if (plugins === undefined) continue;
    const validate = plugins.get(use.use);
    if (validate !== undefined) issues.errors.push(...checkOptions(use, validate));
    else if (!isForeign(use.use)) issues.errors.push(unknownPlugin(use, [...plugins.keys()]));
  }
}

function findUses({ plugins, defaults, images }: Partial<RawManifest>, resolver: Resolver): PluginUse[] {
  const chains: [chain: RawPlugins | undefined, path: ManifestPath][] = [
    [plugins, ['plugins']],
    [defaults?.plugins, ['defaults', 'plugins']],
  ];
  for (const [index, image] of soundEntries(images))
    chains.push([image.plugins, ['images', index, 'plugins']]);
  return chains.flatMap(([chain, path]) => resolvePlugins(chain ?? [], path, resolver));
}

function unknownPlugin({ use, locator }: PluginUse, names: readonly string[]): MirrorError {
  return new MirrorError('MIRROR_PLUGIN_UNKNOWN', `there is no plugin ${use}`, {
    place: locator?.place(['use']) ?? {},
    hint: `${suggestFrom(use, names)} A file starts with ./, a package with @.`,
  });
}

/** A plugin would take the variable's name for a value. */
function unexpandedVariables({ options, locator }: PluginUse): MirrorError[] {
  return findVariables(options).map(({ variable, path }) => {
    const place = locator?.place(['with', ...path]) ?? {};
    const hint = 'Write the value itself: variables stand in destination, registries and sigstore only.';
    return new MirrorError('MIRROR_CONFIG_ENVIRONMENT', `${variable} is not expanded in with`, {
      place,
      hint,
    });
  });
}
