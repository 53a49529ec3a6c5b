import type { Plugin, PluginSchema } from '@multiarch-mirror/core';
import { builtins } from './builtins.ts';

/**
 * Name and schema of each plugin of ours, in the order in which they are listed. With a manifest's text, those that it does not
 * name are not loaded: it cannot have options for them.
 */
export function loadPluginSchemas(text?: string): Promise<PluginSchema[]> {
  return Promise.all(
    Object.entries(builtins).map(async ([name, load]) => {
      if (text !== undefined && !text.includes(name)) return { name, schema: {} };
      return { name, schema: ((await load()).default as Plugin).schema };
    }),
  );
}
