import { pipeline } from 'node:stream/promises';
import { pack as createPack, type Pack } from 'tar-stream';
import { fileSize, readFileInPieces } from './blob.ts';

/** A file's content: text, bytes, a file of this machine, or a stream whose size is known. */
export type FileContent =
  | string
  | Uint8Array
  | { from: string }
  | { size: number; open: () => AsyncIterable<Uint8Array> };

/**
 * An uncompressed tar of these files, in the order of their paths, owned by root, with one time for all of them: the
 * same files give the same bytes. Parent directories have entries of their own, as in a root file system.
 */
export function tarOf(files: Record<string, FileContent>, time: Date): AsyncIterable<Uint8Array> {
  const pack = createPack();
  fill(pack, files, time).then(
    () => pack.finalize(),
    (error: Error) => pack.destroy(error),
  );
  return pack as AsyncIterable<Uint8Array>;
}

async function fill(pack: Pack, files: Record<string, FileContent>, time: Date): Promise<void> {
  const paths = Object.keys(files).map((path) => path.replace(/^\/+/, ''));
  const entries = Object.entries(files).map(
    ([path, content]) => [path.replace(/^\/+/, ''), content] as const,
  );
  for (const directory of parentsOf(paths)) {
    pack.entry({ name: `${directory}/`, type: 'directory', mode: 0o755, mtime: time });
  }
  for (const [name, content] of entries.sort(([a], [b]) => (a < b ? -1 : 1))) {
    const header = { name, mode: 0o644, mtime: time };
    if (typeof content === 'string' || content instanceof Uint8Array) {
      pack.entry(header, Buffer.from(content));
    } else if ('from' in content) {
      const size = await fileSize(content.from);
      await pipeline(readFileInPieces(content.from), pack.entry({ ...header, size }));
    } else {
      await pipeline(content.open(), pack.entry({ ...header, size: content.size }));
    }
  }
}

/** Every directory above these paths, the outer ones first. */
function parentsOf(paths: string[]): string[] {
  const parents = new Set<string>();
  for (const path of paths) {
    const parts = path.split('/').slice(0, -1);
    for (let depth = 1; depth <= parts.length; depth++) parents.add(parts.slice(0, depth).join('/'));
  }
  return [...parents].sort();
}
