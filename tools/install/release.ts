import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { chmod, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { toolsFolder } from './directory.ts';
import { run } from './run.ts';
import { say } from './say.ts';
import type { ReleaseFile } from './tool.ts';

/** How long a server may take to answer, and then to send the next piece. */
const connectTimeout = 8_000;
const idleTimeout = 30_000;

/** Servers that gave no answer in this process; they are not asked again. */
const unreachable = new Map<string, string>();

/** A file that is not the one that was pinned. Never a reason to try another way. */
export class ChecksumError extends Error {
  override name = 'ChecksumError';
}

/**
 * Installs the program of an official release at `target`.
 *
 * @returns nothing when it is installed, else why it could not be fetched.
 * @throws ChecksumError when the file has another sha256 than the pinned one; it is neither unpacked nor kept.
 */
export async function installRelease(
  name: string,
  file: ReleaseFile,
  target: string,
): Promise<string | undefined> {
  const { host } = new URL(file.url);
  const refused = unreachable.get(host);
  if (refused !== undefined) return refused;
  const folder = await mkdtemp(join(await toolsFolder('tmp'), `${name}-`));
  try {
    const download = join(folder, 'download');
    say(`${name}: fetching ${file.url}`);
    const failure = await fetchFile(file.url, download);
    if (failure !== undefined) {
      if (failure.unreachable) unreachable.set(host, failure.reason);
      return failure.reason;
    }
    await checkFile(name, file, download);
    const program = file.member === undefined ? download : await unpack(download, folder, file.member);
    await chmod(program, 0o755);
    await rename(program, target);
    return undefined;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function fetchFile(
  url: string,
  path: string,
): Promise<{ reason: string; unreachable: boolean } | undefined> {
  const { host } = new URL(url);
  const abort = new AbortController();
  let timer = setTimeout(() => abort.abort(), connectTimeout);
  let answered = false;
  try {
    const response = await fetch(url, { signal: abort.signal });
    answered = true;
    if (!response.ok || response.body === null) {
      await response.body?.cancel();
      return { reason: `${host} answered ${response.status} for ${url}`, unreachable: false };
    }
    await pipeline(
      response.body,
      async function* (chunks: AsyncIterable<Uint8Array>) {
        for await (const chunk of chunks) {
          clearTimeout(timer);
          timer = setTimeout(() => abort.abort(), idleTimeout);
          yield chunk;
        }
      },
      createWriteStream(path),
    );
    return undefined;
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const why = abort.signal.aborted
      ? 'no answer in time'
      : cause instanceof Error
        ? cause.message
        : String(cause);
    return { reason: `${host} could not be reached (${why})`, unreachable: !answered };
  } finally {
    clearTimeout(timer);
  }
}

/** @param file where it is from, and the sha256 that it has to have. @throws ChecksumError */
export async function checkFile(
  name: string,
  file: Pick<ReleaseFile, 'url' | 'sha256'>,
  path: string,
): Promise<void> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  const found = hash.digest('hex');
  if (found === file.sha256) return;
  throw new ChecksumError(`${name}: ${file.url} has sha256 ${found}, pinned is ${file.sha256}`);
}

async function unpack(archive: string, folder: string, member: string): Promise<string> {
  await run('tar', ['-xzf', archive, '-C', folder, member]);
  return join(folder, member);
}
