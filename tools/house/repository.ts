import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../install/directory.ts';

/** The scope of every package here. */
export const scope = '@multiarch-mirror/';

/** The folders in packages/. */
export const packageNames: readonly string[] = readdirSync(join(root, 'packages'));

/** Those of them that are plugins. */
export const pluginNames: readonly string[] = packageNames.filter((name) => name.startsWith('plugin-'));

/** Every file that is or would be committed. */
export function committedFiles(): string[] {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const names = execFileSync('git', args, { cwd: root, encoding: 'utf8' }).split('\0').filter(Boolean);
  return names.filter((name) => existsSync(join(root, name)));
}

/** The text of a file, by its path from the root. */
export function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** Whether a file exists, by its path from the root. */
export function exists(path: string): boolean {
  return existsSync(join(root, path));
}

/** The TypeScript files of a folder, by their paths from the root. */
export function sources(folder: string): string[] {
  const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('.ts')).map((name) => join(folder, name));
}

/** What a TypeScript text imports or re-exports, types included. */
export function imports(text: string): string[] {
  const code = text.replace(/^\s*(\/\/|\*|\/\*).*$/gm, '');
  const found = code.matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*)(['"])([^'"\n]+)\1/g);
  return [...found].map(([, , specifier = '']) => specifier);
}
