import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

interface Package {
  name: string;
  version: string;
  license?: string;
}

/** The licences of the packages that modules come from, each with its text, as their licences ask for. @param modules paths */
export async function notices(modules: readonly string[]): Promise<string> {
  const folders = new Set(modules.flatMap((path) => packageFolder(path) ?? []));
  const texts = await Promise.all([...folders].sort().map(notice));
  return `This program holds parts of these packages.\n\n${texts.join('\n')}`;
}

/** The folder of a package below `node_modules`; `undefined` for a module of our own. */
function packageFolder(path: string): string | undefined {
  return /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0];
}

async function notice(folder: string): Promise<string> {
  const { name, version, license } = JSON.parse(
    await readFile(join(folder, 'package.json'), 'utf8'),
  ) as Package;
  const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file)).sort();
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  return [`## ${name} ${version} (${license ?? 'no licence named'})`, '', ...texts].join('\n');
}
