import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';

/** What a process took, by the accounts of the operating system. */
export interface Measurement {
  /** From start to end. */
  seconds: number;
  userSeconds: number;
  systemSeconds: number;
  /** The most memory that it held at once; missing where there is no /proc. */
  peakBytes: number | undefined;
}

// `time` of bash is what the kernel has booked for a child that has ended. The inner bash says its number and becomes the tool,
// so that its memory can be looked up while it runs. 3 is the way to this process, 4 the tool's standard error.
const script = `
TIMEFORMAT='%R %U %S'
exec 4>&2
{ time bash -c 'echo $$ >&3; exec "$@" 2>&4 3>&- 4>&-' bash "$@"; } 2>&3
`;

/** The kernel remembers the peak itself; only what is added in the last moments could be missed. */
const lookEvery = 10;

/**
 * Runs a program to its end and measures it alone, without this process.
 * @throws Error with what it said when it fails, or the reason of `signal`, which ends it
 */
export async function measure(
  [command, ...args]: readonly [string, ...string[]],
  { env, signal }: { env: Readonly<Record<string, string>>; signal: AbortSignal },
): Promise<Measurement> {
  signal.throwIfAborted();
  const child = spawn('bash', ['-c', script, 'bash', command, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  let accounts = '';
  let said = '';
  let peakBytes: number | undefined;
  const pid = (): number | undefined => {
    const [, number] = /^(\d+)\n/.exec(accounts) ?? [];
    return number === undefined ? undefined : Number(number);
  };
  const timer = setInterval(() => {
    peakBytes = peakOf(pid()) ?? peakBytes;
  }, lookEvery);
  const stop = (): void => {
    const tool = pid();
    if (tool !== undefined) process.kill(tool);
  };
  signal.addEventListener('abort', stop, { once: true });
  (child.stdio[3] as Readable).setEncoding('utf8').on('data', (text: string) => {
    accounts += text;
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      said = `${said}${text}`.slice(-4000);
    });
  }
  try {
    const code = await new Promise<number | NodeJS.Signals | null>((resolve, reject) => {
      child.once('error', reject).once('close', (exit, ended) => resolve(exit ?? ended));
    });
    signal.throwIfAborted();
    const [, seconds, user, system] = /^\d+\n([\d.]+) ([\d.]+) ([\d.]+)$/m.exec(accounts) ?? [];
    if (code !== 0 || system === undefined) {
      throw new Error(`${[command, ...args].join(' ')} ended with ${code}\n${said}`);
    }
    return {
      seconds: Number(seconds),
      userSeconds: Number(user),
      systemSeconds: Number(system),
      peakBytes,
    };
  } finally {
    clearInterval(timer);
    signal.removeEventListener('abort', stop);
  }
}

/** `VmHWM` of /proc (proc_pid_status(5)): the peak of the resident set. */
function peakOf(pid: number | undefined): number | undefined {
  if (pid === undefined) return undefined;
  try {
    const [, kibibytes] = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
  } catch {
    return undefined;
  }
}
