import type { PluginSchema } from '@multiarch-mirror/core/manifest';
import type { Plugin } from '@multiarch-mirror/core/plugin';
import { builtins } from './builtins.generated.ts';

/** Name and schema of each plugin of ours, in the order in which they are listed. This loads all of them. */
export function loadPluginSchemas(): Promise<PluginSchema[]> {
  return Promise.all(
    Object.entries(builtins).map(async ([name, load]) => ({
      name,
      schema: ((await load()).default as Plugin).schema,
    })),
  );
}
