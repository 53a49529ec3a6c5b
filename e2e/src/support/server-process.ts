import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A program that serves a registry until it is closed. */
export interface ServerProcess {
  /** Everything that it has written so far. */
  log(): Promise<string>;
  close(): Promise<void>;
}

export interface ServerOptions {
  /** `127.0.0.1:PORT`, where it will answer. */
  host: string;
  /** Its home, with a file `log`. */
  directory: string;
  env?: Readonly<Record<string, string>>;
  /** What answers once it serves. Default: `/v2/`. */
  path?: string;
}

/** How long a registry may take until it answers; it needs a fraction of a second. */
const patience = 30_000;

/** Starts a program and waits until its `/v2/` answers. @throws Error with what it wrote when it ends before that */
export async function startServer(
  program: string,
  args: readonly string[],
  { host, directory, env = {}, path = '/v2/' }: ServerOptions,
): Promise<ServerProcess> {
  const logFile = join(directory, 'log');
  const child = spawn(program, args, {
    env: { PATH: process.env.PATH, HOME: directory, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log = createWriteStream(logFile);
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  const close = async (): Promise<void> => {
    await stop(child);
    log.end();
  };
  try {
    await answers(child, `http://${host}${path}`);
  } catch (error) {
    const said = await readFile(logFile, 'utf8').catch(() => '');
    await close();
    throw new Error(`${program} does not serve: ${said.slice(-2000)}`, { cause: error });
  }
  return { log: () => readFile(logFile, 'utf8'), close };
}

async function answers(child: ChildProcess, url: string): Promise<void> {
  const end = Date.now() + patience;
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error('it has ended');
    const response = await fetch(url).catch(() => undefined);
    // Plain HTTP is a bad request where there is TLS, and a KMS is asked by POST alone.
    if (response?.ok || response?.status === 400 || response?.status === 405) return;
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
