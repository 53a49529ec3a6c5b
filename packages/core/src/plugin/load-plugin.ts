import { existsSync } from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import { isAbsolute, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { MirrorError } from '@multiarch-mirror/errors';
import { isForeign } from '../config/foreign-plugin.ts';
import type { Plugin } from './plugin.ts';

/** Plugins that a bare name stands for, each loaded only when it is used. Core knows none: the CLI brings them. */
export type BuiltinPlugins = Readonly<Record<string, () => Promise<{ default: unknown }>>>;

/**
 * The plugin that a `use:` names: `./file` below `directory`, a package when it starts with `@` or holds a `/`, otherwise
 * one of `builtins`.
 * @throws MirrorError MIRROR_PLUGIN_UNKNOWN, MIRROR_PLUGIN_INVALID
 */
export async function loadPlugin(use: string, directory: string, builtins: BuiltinPlugins): Promise<Plugin> {
  const loaded = await importPlugin(use, directory, builtins);
  const plugin = loaded.default;
  if (!isPlugin(plugin)) {
    throw new MirrorError(
      'MIRROR_PLUGIN_INVALID',
      `plugin ${use} has no default export made by definePlugin`,
      {
        hint: 'Export `definePlugin({name, schema, create})` as default.',
      },
    );
  }
  return plugin;
}

async function importPlugin(
  use: string,
  directory: string,
  builtins: BuiltinPlugins,
): Promise<{ default: unknown }> {
  if (!isForeign(use)) {
    const builtin = Object.hasOwn(builtins, use) ? builtins[use] : undefined;
    if (builtin !== undefined) return builtin();
    throw new MirrorError('MIRROR_PLUGIN_UNKNOWN', `there is no plugin ${use}`, {
      hint: `Use one of ${Object.keys(builtins).join(', ')}, a file (./plugin.ts) or a package (@scope/name).`,
    });
  }
  const path =
    use.startsWith('.') || isAbsolute(use) ? findFile(use, directory) : findPackage(use, directory);
  try {
    return (await import(pathToFileURL(path).href)) as { default: unknown };
  } catch (thrown) {
    if (thrown instanceof MirrorError) throw thrown;
    const [reason = ''] = (thrown instanceof Error ? thrown.message : String(thrown)).split('\n');
    throw unknown(`plugin ${use} does not load: ${reason}`, `Check that ${use} loads on its own.`, thrown);
  }
}

function findFile(use: string, directory: string): string {
  const path = resolve(directory, use);
  if (existsSync(path)) return path;
  throw unknown(`there is no file ${use}`, 'Write the path from the manifest, with its ending.');
}

function findPackage(use: string, directory: string): string {
  try {
    return resolvePackage(use, directory);
  } catch (thrown) {
    throw unknown(
      `there is no package ${use}`,
      `Install it where the manifest is: npm install ${use}.`,
      thrown,
    );
  }
}

function unknown(message: string, hint: string, cause?: unknown): MirrorError {
  return new MirrorError('MIRROR_PLUGIN_UNKNOWN', message, { hint, cause });
}

/** Packages are looked for from the manifest's directory, as its maintainer installed them there. */
function resolvePackage(name: string, directory: string): string {
  // A plugin is imported, and may have an entry for that alone, which `require` does not see by itself.
  const hooks = registerHooks({
    resolve: (specifier, context, next) => next(specifier, { ...context, conditions: ['node', 'import'] }),
  });
  try {
    return createRequire(resolve(directory, 'mirror.config.yaml')).resolve(name);
  } finally {
    hooks.deregister();
  }
}

function isPlugin(value: unknown): value is Plugin {
  const plugin = value as Partial<Plugin> | null | undefined;
  return (
    typeof plugin === 'object' &&
    plugin !== null &&
    typeof plugin.name === 'string' &&
    typeof plugin.schema === 'object' &&
    typeof plugin.create === 'function'
  );
}
