import { setTimeout as sleep } from 'node:timers/promises';
import { type BackgroundProgram, startProgram } from './background-program.ts';

/** A program that serves a registry until it is closed. */
export interface ServerProcess {
  /** Everything that it has written so far. */
  log(): Promise<string>;
  /** @throws Error where a secret of its environment is in what it has written */
  close(): Promise<void>;
}

export interface ServerOptions {
  /** `127.0.0.1:PORT`, where it will answer. */
  host: string;
  /** Its home. */
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
  const server = startProgram(program, args, { env: { HOME: directory, ...env } });
  try {
    await answers(server, `http://${host}${path}`);
  } catch (error) {
    await server.stop();
    throw new Error(`${program} does not serve: ${server.said().slice(-2000)}`, { cause: error });
  }
  return { log: async () => server.said(), close: () => server.stop() };
}

async function answers(server: BackgroundProgram, url: string): Promise<void> {
  const end = Date.now() + patience;
  for (;;) {
    if (server.hasEnded) throw new Error('it has ended');
    const response = await fetch(url).catch(() => undefined);
    // Plain HTTP is a bad request where there is TLS, and a KMS is asked by POST alone.
    if (response?.ok || response?.status === 400 || response?.status === 405) return;
    if (Date.now() > end) throw new Error('it does not answer');
    await sleep(50);
  }
}
