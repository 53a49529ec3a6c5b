import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { startServer } from './server-process.ts';

/** A running registry of the distribution project. */
export interface Distribution {
  /** `127.0.0.1:PORT`. */
  readonly host: string;
  /** Where it keeps its files. */
  readonly storage: string;
  /** Everything that it has logged so far, its access log among it. */
  log(): Promise<string>;
  close(): Promise<void>;
}

/**
 * Starts a registry of the distribution project, 2.8 or 3, on a free loopback port, its storage below the temporary directory.
 *
 * @param program the path of `registry` (3) or `docker-registry` (2.8).
 * @param more of its configuration.
 * @throws Error with what it logged when it ends before it answers.
 */
export async function startDistribution(
  program: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<Distribution> {
  const directory = await mkdtemp(join(tmpdir(), 'mirror-distribution-'));
  const host = `127.0.0.1:${await freePort()}`;
  const storage = join(directory, 'storage');
  await mkdir(storage);
  // YAML takes JSON.
  const configuration = {
    version: '0.1',
    log: { level: 'info' },
    ...more,
    storage: {
      filesystem: { rootdirectory: storage },
      delete: { enabled: true },
      ...(more.storage as object | undefined),
    },
    http: { addr: host, ...(more.http as object | undefined) },
  };
  await writeFile(join(directory, 'config.yml'), JSON.stringify(configuration));
  const remove = () => rm(directory, { recursive: true, force: true });
  try {
    const server = await startServer(program, ['serve', join(directory, 'config.yml')], {
      host,
      directory,
      // Distribution 3 would look for a collector of traces on this machine.
      env: { OTEL_TRACES_EXPORTER: 'none' },
    });
    const close = async (): Promise<void> => {
      await server.close();
      await remove();
    };
    return { host, storage, log: () => server.log(), close };
  } catch (error) {
    await remove();
    throw error;
  }
}
