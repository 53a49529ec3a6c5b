import { access } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The nearest folder with a package.json, from a file's URL upwards. @throws Error where there is none */
export async function packageFolder(location: string): Promise<string> {
  let folder = dirname(fileURLToPath(location));
  for (;;) {
    const found = await access(join(folder, 'package.json')).then(
      () => true,
      () => false,
    );
    if (found) return folder;
    const above = dirname(folder);
    if (above === folder) throw new Error(`there is no package.json above ${location}`);
    folder = above;
  }
}
