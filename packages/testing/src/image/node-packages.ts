import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FileContent } from './tar.ts';

/** The `node_modules` of the checkout that this file is in: the nearest one above that holds packages. */
export function checkoutModules(start: string = import.meta.dirname): string | undefined {
  for (let directory = start; ; directory = dirname(directory)) {
    // A workspace package has a `node_modules` of its own for what it needs in another version.
    if (existsSync(join(directory, 'package-lock.json'))) {
      const modules = join(directory, 'node_modules');
      return existsSync(modules) ? modules : undefined;
    }
    if (directory === dirname(directory)) return undefined;
  }
}

/**
 * `package.json` and licence of up to `limit` packages installed there, in the order of names. Packages for certain
 * platforms only are left out, so the files are true on every platform.
 */
export async function nodeFiles(modules: string, limit: number): Promise<Record<string, FileContent>> {
  const files: Record<string, FileContent> = {};
  let count = 0;
  for (const name of (await readdir(modules)).sort()) {
    if (count === limit) break;
    const directory = join(modules, name);
    const manifest = join(directory, 'package.json');
    if (/^[.@]/.test(name) || !existsSync(manifest) || !isPortable(await readFile(manifest, 'utf8')))
      continue;
    count++;
    files[`app/node_modules/${name}/package.json`] = { from: manifest };
    const license = (await readdir(directory)).find((file) => /^licen[cs]e(\.(md|txt))?$/i.test(file));
    if (license !== undefined)
      files[`app/node_modules/${name}/${license}`] = { from: join(directory, license) };
  }
  return files;
}

function isPortable(text: string): boolean {
  const manifest: unknown = JSON.parse(text);
  if (typeof manifest !== 'object' || manifest === null) return false;
  return 'name' in manifest && 'version' in manifest && !('os' in manifest) && !('cpu' in manifest);
}
