import type { Plugin, PluginSchema } from '@multiarch-mirror/core';
import { builtins } from './builtins.ts';

/** Name and schema of each plugin of ours, in the order in which they are listed. Loads all of them. */
export function loadPluginSchemas(): Promise<PluginSchema[]> {
  return Promise.all(
    Object.values(builtins).map(async (load) => {
      const { name, schema } = (await load()).default as Plugin;
      return { name, schema };
    }),
  );
}
