import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './free-port.ts';

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

/** How long a registry may take until it answers; it needs a fraction of a second. */
const patience = 30_000;

/**
 * Starts a registry of the distribution project, 2.8 or 3, on a free loopback port, its storage below the temporary directory.
 *
 * @param program the path of `registry` (3) or `docker-registry` (2.8).
 * @throws Error with what it logged when it ends before it answers.
 */
export async function startDistribution(program: string): Promise<Distribution> {
  const directory = await mkdtemp(join(tmpdir(), 'mirror-distribution-'));
  const host = `127.0.0.1:${await freePort()}`;
  const logFile = join(directory, 'log');
  const storage = join(directory, 'storage');
  await mkdir(storage);
  // YAML takes JSON.
  const configuration = {
    version: '0.1',
    log: { level: 'info' },
    storage: { filesystem: { rootdirectory: storage }, delete: { enabled: true } },
    http: { addr: host },
  };
  await writeFile(join(directory, 'config.yml'), JSON.stringify(configuration));
  const child = spawn(program, ['serve', join(directory, 'config.yml')], {
    // Distribution 3 would look for a collector of traces on this machine.
    env: { PATH: process.env.PATH, HOME: directory, OTEL_TRACES_EXPORTER: 'none' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log = createWriteStream(logFile);
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  const close = async (): Promise<void> => {
    await stop(child);
    log.end();
    await rm(directory, { recursive: true, force: true });
  };
  try {
    await answers(child, host);
  } catch (error) {
    const said = await readFile(logFile, 'utf8').catch(() => '');
    await close();
    throw new Error(`${program} does not serve: ${said.slice(-2000)}`, { cause: error });
  }
  return { host, storage, log: () => readFile(logFile, 'utf8'), close };
}

async function answers(child: ChildProcess, host: string): Promise<void> {
  const end = Date.now() + patience;
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error('it has ended');
    const response = await fetch(`http://${host}/v2/`).catch(() => undefined);
    if (response?.ok) return;
    if (Date.now() > end) throw new Error('it does not answer');
    await sleep(50);
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), 5000);
  await ended;
  clearTimeout(late);
}
