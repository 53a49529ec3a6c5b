import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { plantedEnvironment, refuseSaid } from './planted-secrets.ts';

/** A program that runs beside a test until it is stopped. */
export interface BackgroundProgram {
  /** Whether it has ended by itself, or could not be started. */
  readonly hasEnded: boolean;
  /** Everything that it has said so far. */
  said(): string;
  /** @throws Error where a secret of its environment is in what it has said */
  stop(): Promise<void>;
}

/** How long a program may take to end that was told to. */
const patience = 5_000;

/** Starts a program without a shell and without input. Nothing of this process's environment is passed on, and secrets are planted in it. */
export function startProgram(
  command: string,
  args: readonly string[],
  { env, cwd }: { env: Readonly<Record<string, string>>; cwd?: string },
): BackgroundProgram {
  const { PATH = '' } = process.env;
  const whole = { PATH, ...plantedEnvironment, ...env };
  const child = spawn(command, args, { cwd, env: whole, stdio: ['ignore', 'pipe', 'pipe'] });
  const output: Record<'stdout' | 'stderr', Buffer[]> = { stdout: [], stderr: [] };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].on('data', (chunk: Buffer) => output[name].push(chunk));
  let failed = false;
  const closed = once(child, 'close').catch((error: Error) => {
    failed = true;
    output.stderr.push(Buffer.from(error.message));
  });
  const text = (name: keyof typeof output): string => Buffer.concat(output[name]).toString();
  const hasEnded = (): boolean => failed || child.exitCode !== null || child.signalCode !== null;
  return {
    get hasEnded() {
      return hasEnded();
    },
    said: () => text('stdout') + text('stderr'),
    stop: async () => {
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), patience);
      await closed;
      clearTimeout(late);
      refuseSaid({ env: whole, stdout: text('stdout'), stderr: text('stderr') });
    },
  };
}
