import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { PluginSchema } from '@multiarch-mirror/core/manifest';
import type { Plugin } from '@multiarch-mirror/core/plugin';

/** The folder with every package of this repository. */
const packages = new URL('../../', import.meta.url);
const prefix = 'plugin-';
const scope = '@multiarch-mirror/';

/** The plugins of this repository, by the names of their folders: whoever adds one edits no list. For development only. */
export async function pluginFolders(): Promise<string[]> {
  const folders = await readdir(fileURLToPath(packages));
  return folders.filter((folder) => folder.startsWith(prefix)).sort();
}

/** Name and schema of each plugin, as its folder has it. */
export async function folderSchemas(): Promise<PluginSchema[]> {
  const folders = await pluginFolders();
  return Promise.all(
    folders.map(async (folder) => {
      const { href } = new URL(`${folder}/src/index.ts`, packages);
      const { default: plugin } = (await import(href)) as { default: Plugin };
      return { name: folder.slice(prefix.length), schema: plugin.schema };
    }),
  );
}

/** The source of builtins.generated.ts: what a bare name in a manifest stands for. */
export function builtinsSource(folders: readonly string[]): string {
  const lines = folders.map((folder) => {
    const name = folder.slice(prefix.length);
    return `  ${/^\w+$/.test(name) ? name : `'${name}'`}: () => import('${scope}${folder}'),\n`;
  });
  return `// Written by \`npm run schema\` from the folders packages/plugin-*.
import type { BuiltinPlugins } from '@multiarch-mirror/core/manifest';

/** The plugins that a bare name in a manifest stands for; each is loaded when a chain uses it. */
export const builtins: BuiltinPlugins = {
${lines.join('')}};
`;
}

/** tsconfig.build.json: every package that is built, in an order in which each comes after what it needs. */
export function buildReferences(folders: readonly string[]): unknown {
  const layers = ['errors', 'oci', 'attest', 'core', ...folders, 'testing'];
  return {
    files: [],
    references: layers.map((folder) => ({ path: `packages/${folder}/tsconfig.build.json` })),
  };
}
