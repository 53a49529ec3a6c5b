import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { startServer } from './server-process.ts';

/** A registry that is neither distribution's nor ours. */
export interface OtherRegistry {
  /** `127.0.0.1:PORT`. */
  readonly host: string;
  log(): Promise<string>;
  close(): Promise<void>;
}

/** `crane registry serve`: go-containerregistry's, everything in memory. @param program the path of `crane` */
export function startCraneRegistry(program: string): Promise<OtherRegistry> {
  return start(program, (port) => ['registry', 'serve', '--address', `127.0.0.1:${port}`]);
}

/** olareg, on files, with deletes. @param program the path of `olareg` */
export function startOlareg(program: string): Promise<OtherRegistry> {
  return start(program, (port, directory) =>
    `serve --addr 127.0.0.1 --port ${port} --api-delete --api-blob-delete --dir`
      .split(' ')
      .concat(join(directory, 'storage')),
  );
}

async function start(
  program: string,
  argsOf: (port: number, directory: string) => string[],
): Promise<OtherRegistry> {
  const directory = await mkdtemp(join(tmpdir(), 'mirror-registry-'));
  await mkdir(join(directory, 'storage'));
  const remove = () => rm(directory, { recursive: true, force: true });
  try {
    const port = await freePort();
    const host = `127.0.0.1:${port}`;
    const server = await startServer(program, argsOf(port, directory), { host, directory });
    const close = async (): Promise<void> => {
      await server.close();
      await remove();
    };
    return { host, log: () => server.log(), close };
  } catch (error) {
    await remove();
    throw error;
  }
}
