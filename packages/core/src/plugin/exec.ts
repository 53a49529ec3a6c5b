import { MirrorError, redact } from '@multiarch-mirror/errors';

export interface ExecOptions {
  /** Milliseconds; default ten minutes. */
  timeout?: number;
  /** Added to the allow-listed environment. */
  env?: Record<string, string>;
  cwd?: string;
  input?: string | Uint8Array;
  /** Names of further variables to pass on. */
  allow?: readonly string[];
}

export interface ExecResult {
  stdout: string;
  stderr: string;
}

/**
 * Runs a tool without a shell.
 * @throws MirrorError MIRROR_TOOL_MISSING, MIRROR_TOOL_TIMEOUT, MIRROR_TOOL_FAILED (message: the end of its stderr, redacted)
 */
export type Exec = (command: string, args: readonly string[], options?: ExecOptions) => Promise<ExecResult>;

/** What any tool may see of the environment: no token and no password is among these. */
const allowed = [
  'PATH',
  'HOME',
  'TMPDIR',
  'TEMP',
  'TMP',
  'LANG',
  'LC_ALL',
  'TZ',
  'USER',
  'SystemRoot',
  'XDG_CACHE_HOME',
  'XDG_CONFIG_HOME',
  'XDG_DATA_HOME',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'NODE_EXTRA_CA_CERTS',
];

const stderrTail = 2_000;

/** A tool that does not end when it is asked to is ended: an interrupted run has less than two seconds in all. */
const grace = 500;

/** Tools that run, so that none outlives this process. */
const running = new Set<number>();

/** The `exec` of a run: stops its tools, and all that they have started, when `signal` aborts. */
export function createExec(signal: AbortSignal, environment: NodeJS.ProcessEnv = process.env): Exec {
  return async (command, args, options = {}) => {
    signal.throwIfAborted();
    // Many runs start no tool.
    const { execa } = await import('execa');
    const limit = options.timeout ?? 600_000;
    const subprocess = execa(command, [...args], {
      env: { ...allowedEnvironment(environment, options.allow), ...options.env },
      extendEnv: false,
      // A group of its own, which can be ended as a whole: a script may ignore what it is told, and so does what it has started.
      detached: grouped,
      cleanup: false,
      maxBuffer: 256 * 1024 * 1024,
      reject: false,
      stripFinalNewline: true,
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      ...(options.input === undefined ? { stdin: 'ignore' as const } : { input: options.input }),
    });
    const ending = endInTime(subprocess.pid, signal, limit);
    const result = await subprocess;
    ending.close();
    if (!result.failed) return { stdout: result.stdout, stderr: result.stderr };
    signal.throwIfAborted();
    if (result.code === 'ENOENT') {
      throw new MirrorError('MIRROR_TOOL_MISSING', `${command} is not on PATH`, {
        hint: `Install ${command}, or run \`mirror\` where it is on PATH.`,
        cause: result.cause,
      });
    }
    if (ending.late) {
      throw new MirrorError('MIRROR_TOOL_TIMEOUT', `${command} took longer than ${limit / 1000} s`, {
        hint: "Raise the time limit in the plugin's options, or look why the tool is slow.",
      });
    }
    const said = redact(result.stderr.slice(-stderrTail)).trim();
    throw new MirrorError(
      'MIRROR_TOOL_FAILED',
      `${command} ended with ${result.exitCode ?? result.signal}${said === '' ? '' : `: ${said}`}`,
      {
        hint: `Run \`${[command, ...args.slice(0, 1)].join(' ')}\` by hand to see the whole output.`,
      },
    );
  };
}

function allowedEnvironment(
  environment: NodeJS.ProcessEnv,
  more: readonly string[] = [],
): Record<string, string> {
  const env: Record<string, string> = {};
  for (const name of [...allowed, ...more]) {
    const value = environment[name];
    if (value !== undefined) env[name] = value;
  }
  return env;
}

/** Windows has no process groups. */
const grouped = process.platform !== 'win32';

/** Asks a tool to end when it has to, and ends it when it does not. `late`: it was the time limit. */
function endInTime(
  pid: number | undefined,
  signal: AbortSignal,
  limit: number,
): { readonly late: boolean; close(): void } {
  if (pid === undefined) return { late: false, close: () => {} };
  const state = { late: false };
  let kill: NodeJS.Timeout | undefined;
  const stop = (): void => {
    send(pid, 'SIGTERM');
    kill ??= setTimeout(() => send(pid, 'SIGKILL'), grace);
  };
  const timer = setTimeout(() => {
    state.late = true;
    stop();
  }, limit);
  if (running.size === 0) process.on('exit', endAll);
  running.add(pid);
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  return {
    get late() {
      return state.late;
    },
    close: () => {
      clearTimeout(timer);
      clearTimeout(kill);
      signal.removeEventListener('abort', stop);
      running.delete(pid);
      if (running.size === 0) process.off('exit', endAll);
    },
  };
}

function endAll(): void {
  for (const pid of running) send(pid, 'SIGKILL');
}

function send(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(grouped ? -pid : pid, name);
  } catch {
    // It has ended by itself.
  }
}
