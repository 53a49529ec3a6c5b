import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository. */
export const root: string = fileURLToPath(new URL('../../', import.meta.url));

/** Where tools and caches are kept: `.tools` at the root, or what `MIRROR_TOOLS_DIR` names, so that several clones can share one. */
function toolsDirectory(): string {
  const override = process.env.MIRROR_TOOLS_DIR;
  return override ? resolve(root, override) : join(root, '.tools');
}

/** Where the program `name` belongs. */
export function installedPath(name: string): string {
  return join(toolsDirectory(), 'bin', name);
}

/** A folder of the tools directory, made when it is not there. */
export async function toolsFolder(...names: string[]): Promise<string> {
  const folder = join(toolsDirectory(), ...names);
  await mkdir(folder, { recursive: true });
  return folder;
}
