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

/** The `exec` of a run: stops its tools when `signal` aborts. */
export function createExec(signal: AbortSignal, environment: NodeJS.ProcessEnv = process.env): Exec {
  return async (command, args, options = {}) => {
    const env: Record<string, string> = {};
    for (const name of [...allowed, ...(options.allow ?? [])]) {
      const value = environment[name];
      if (value !== undefined) env[name] = value;
    }
    // Many runs start no tool.
    const { execa } = await import('execa');
    const result = await execa(command, [...args], {
      env: { ...env, ...options.env },
      extendEnv: false,
      timeout: options.timeout ?? 600_000,
      cancelSignal: signal,
      forceKillAfterDelay: 2_000,
      maxBuffer: 256 * 1024 * 1024,
      reject: false,
      stripFinalNewline: true,
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      ...(options.input === undefined ? { stdin: 'ignore' as const } : { input: options.input }),
    });
    if (!result.failed) return { stdout: result.stdout, stderr: result.stderr };
    signal.throwIfAborted();
    if (result.code === 'ENOENT') {
      throw new MirrorError('MIRROR_TOOL_MISSING', `${command} is not on PATH`, {
        hint: `Install ${command}, or run \`mirror\` where it is on PATH.`,
        cause: result.cause,
      });
    }
    if (result.timedOut) {
      throw new MirrorError(
        'MIRROR_TOOL_TIMEOUT',
        `${command} took longer than ${(options.timeout ?? 600_000) / 1000} s`,
        {
          hint: "Raise the time limit in the plugin's options, or look why the tool is slow.",
        },
      );
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
