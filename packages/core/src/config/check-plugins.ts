import { MirrorError } from '@multiarch-mirror/errors';
import type { PluginSchema } from './compose-schema.ts';
import type { Config, PluginUse } from './config.ts';
import type { Issues } from './issues.ts';
import { validatePluginOptions } from './plugin-options.ts';
import { suggestFrom } from './suggestion.ts';

/** Checks every entry that names one of these plugins, and that a bare name is one of theirs. Files and packages are left alone. */
export function checkPlugins(config: Config, plugins: readonly PluginSchema[], issues: Issues): void {
  const schemas = new Map(plugins.map(({ name, schema }) => [name, schema]));
  const chains = new Set([config.plugins, ...config.images.map((image) => image.plugins)]);
  for (const use of [...chains].flat()) {
    const schema = schemas.get(use.use);
    if (schema !== undefined) issues.errors.push(...validatePluginOptions(use, schema));
    else if (!/^[.@]|\//.test(use.use))
      issues.errors.push(unknownPlugin(use, [...schemas.keys()], config.file));
  }
}

function unknownPlugin({ use, position }: PluginUse, names: readonly string[], file: string): MirrorError {
  return new MirrorError('MIRROR_PLUGIN_UNKNOWN', `there is no plugin ${use}`, {
    place: { file, ...position },
    hint: `${suggestFrom(use, names)} A file starts with ./, a package with @.`,
  });
}
