import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The root of the checkout of mirror itself that a directory is in, if it is in one. */
export async function findCheckout(directory: string): Promise<string | undefined> {
  for (let folder = directory; ; folder = dirname(folder)) {
    const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => '');
    if (/"name":\s*"@multiarch-mirror\/root"/.test(text)) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}
