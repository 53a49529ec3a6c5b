import { constants } from 'node:fs';
import { access, mkdir, mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where everything lies that the bench makes. */
export interface Workplace extends AsyncDisposable {
  readonly directory: string;
  /** For people: where it is. */
  readonly kind: 'tmpfs' | 'disk';
  /** The environment of the tools: a home of their own without credentials, and nothing that changes how they work. */
  readonly env: Readonly<Record<string, string>>;
}

const memory = '/dev/shm';
const room = 2 ** 30;

/**
 * Makes a directory in shared memory where it has room for `bytes` and a GiB more, else in the temporary directory. This
 * process and its children take it for their temporary directory, so that the registries keep their storage there too.
 */
export async function openWorkplace(bytes: number): Promise<Workplace> {
  const kind = (await freeBytes(memory)) > bytes + room ? 'tmpfs' : 'disk';
  const before = tmpdir();
  const directory = await mkdtemp(join(kind === 'tmpfs' ? memory : before, 'mirror-bench-'));
  process.env.TMPDIR = directory;
  const home = join(directory, 'home');
  await mkdir(home);
  return {
    directory,
    kind,
    env: { PATH: process.env.PATH ?? '', HOME: home, DOCKER_CONFIG: home, TMPDIR: directory, LC_ALL: 'C' },
    [Symbol.asyncDispose]: async () => {
      process.env.TMPDIR = before;
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** 0 where it is not there or cannot be written. */
async function freeBytes(directory: string): Promise<number> {
  try {
    await access(directory, constants.W_OK);
    const { bavail, bsize } = await statfs(directory);
    return bavail * bsize;
  } catch {
    return 0;
  }
}
