import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Milliseconds after which nobody writes a file any more that does not change. */
const dead = 3_600_000;
/** A blob on its way, and what write-file-atomic makes beside the files of a layout. */
const temporary = /^(\.blob-[0-9a-f-]{36}|(index\.json|oci-layout)\.\d+)$/;

/** Takes away what processes that died in the middle of writing have left in a layout. What cannot be taken away stays. */
export async function removeLeftFiles(directory: string): Promise<void> {
  const names = await readdir(directory).catch(() => []);
  for (const name of names.filter((one) => temporary.test(one))) {
    const path = join(directory, name);
    const changed = await stat(path).then(
      ({ mtimeMs }) => mtimeMs,
      () => Date.now(),
    );
    if (changed < Date.now() - dead) await rm(path, { force: true }).catch(() => undefined);
  }
}
