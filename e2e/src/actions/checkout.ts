import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../../tools/install/directory.ts';

/** What the workflows use of the repository; its packages are there only after `npm ci`. */
const parts = ['action.yml', 'package.json', 'package-lock.json', 'packages', 'tools', 'schemas'];

/** This repository without its manifest, as `actions/checkout` would bring it: nothing is installed yet. */
export async function checkout(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  for (const part of parts) await symlink(join(root, part), join(directory, part));
}

/**
 * A directory for PATH whose `npm ci` takes the packages that are installed here, in place of a registry's.
 * Anything else that it is asked for is an error.
 */
export async function npmOfThisCheckout(directory: string): Promise<string> {
  await mkdir(directory, { recursive: true });
  const script = `#!/bin/sh
[ "$1" = ci ] || { echo "npm $*: only ci is expected" >&2; exit 1; }
[ -f package-lock.json ] || { echo 'npm ci needs a lockfile' >&2; exit 1; }
ln -s '${join(root, 'node_modules')}' node_modules
echo 'added the packages of the lockfile'
`;
  await writeFile(join(directory, 'npm'), script);
  await chmod(join(directory, 'npm'), 0o755);
  return directory;
}
