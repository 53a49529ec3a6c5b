import type { Readable, Writable } from 'node:stream';
import type { execa } from 'execa';
import { ociError } from '../codes.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { closeStream } from '../stream.ts';
import type { OrasFailure } from './oras-error.ts';
import type { RegistryConfigs } from './registry-config.ts';

export interface OrasProgramOptions {
  configs: RegistryConfigs;
  /** Default: `oras`, on PATH. */
  program?: string | undefined;
  signal?: AbortSignal | undefined;
}

/** Whose flags and credentials a call needs. */
export interface OrasTarget {
  endpoint: Endpoint;
  /** Of the repository. */
  path: string;
}

/** What a call ended with: its output, or its failure. */
export type OrasResult = { output: Buffer } | { failure: OrasFailure };

/** What the program may see of the environment: no token and no password is among these. */
const allowed: readonly string[] =
  'PATH TMPDIR LANG SSL_CERT_FILE SSL_CERT_DIR HTTP_PROXY HTTPS_PROXY NO_PROXY http_proxy https_proxy no_proxy'.split(
    ' ',
  );

const fixedOptions = {
  extendEnv: false,
  encoding: 'buffer',
  stdin: 'pipe',
  stdout: 'pipe',
  stderr: 'pipe',
  stripFinalNewline: false,
  reject: false,
  // Manifests and lists only: blobs are streams.
  maxBuffer: 64 * 1024 * 1024,
  forceKillAfterDelay: 2_000,
} as const;

/** What is used of execa's promise. */
interface RunningOras
  extends PromiseLike<{
    failed: boolean;
    code?: string | undefined;
    exitCode?: number | undefined;
    stdout?: Uint8Array | undefined;
    stderr?: Uint8Array | undefined;
  }> {
  readonly stdin: Writable;
  readonly stdout: Readable;
  kill(signal: 'SIGKILL'): boolean;
}

interface OrasCall {
  execa: typeof execa;
  home: string;
  args: string[];
}

/** The `oras` command line, run without a shell and with a home of its own. */
export class OrasProgram {
  readonly #options: OrasProgramOptions;

  constructor(options: OrasProgramOptions) {
    this.#options = options;
  }

  /** Runs it with this input to its end. @throws MirrorError MIRROR_INTERRUPTED */
  async run(target: OrasTarget, args: readonly string[], input?: Uint8Array): Promise<OrasResult> {
    const child = this.#start(await this.#prepare(target, args), true);
    // A program that ends without reading says why by itself.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input ?? '');
    const ended = await this.#ended(child);
    return 'failure' in ended ? ended : { output: Buffer.from(ended.stdout) };
  }

  /** Its output as a stream; `toError` makes the error with which a failure ends it. */
  async *read(
    target: OrasTarget,
    args: readonly string[],
    toError: (failure: OrasFailure) => Error,
  ): AsyncGenerator<Uint8Array, void, undefined> {
    const child = this.#start(await this.#prepare(target, args), false);
    child.stdin.end();
    try {
      for await (const chunk of child.stdout as AsyncIterable<Buffer>) yield chunk;
      const ended = await this.#ended(child);
      if ('failure' in ended) throw toError(ended.failure);
    } finally {
      // A reader that stops early leaves it without a purpose.
      child.kill('SIGKILL');
    }
  }

  /** Runs it with a stream for its input. A stream that fails ends the program before its input is whole. */
  async write(
    target: OrasTarget,
    args: readonly string[],
    input: AsyncIterable<Uint8Array>,
  ): Promise<OrasResult> {
    const call = await this.#prepare(target, args).catch(async (error: unknown) => {
      await closeStream(input);
      throw error;
    });
    const child = this.#start(call, true);
    let rejected: { error: unknown } | undefined;
    // The program may end without reading: then its own words count, not the broken pipe.
    let gone = false;
    child.stdin.on('error', () => {
      gone = true;
    });
    try {
      for await (const chunk of input) {
        if (gone) break;
        if (!child.stdin.write(chunk)) await drained(child);
      }
    } catch (error) {
      rejected = { error };
      child.kill('SIGKILL');
    } finally {
      await closeStream(input);
    }
    if (rejected === undefined) child.stdin.end();
    const ended = await this.#ended(child);
    if (rejected !== undefined) throw rejected.error;
    return 'failure' in ended ? ended : { output: Buffer.from(ended.stdout) };
  }

  /** The directory and the flags that every call needs. */
  async #prepare({ endpoint, path }: OrasTarget, args: readonly string[]): Promise<OrasCall> {
    const { configs } = this.#options;
    const flags = ['--registry-config', await configs.file(endpoint.registry, path)];
    if (endpoint.origin.protocol === 'http:') flags.push('--plain-http');
    if (endpoint.ca !== undefined) flags.push('--ca-file', endpoint.ca);
    // Most runs start no program, and the command line shall be there at once.
    const { execa } = await import('execa');
    return { execa, home: await configs.directory(), args: [...args, ...flags] };
  }

  /** Not async: what it returns is a promise too, of the program's end. */
  #start({ execa, home, args }: OrasCall, stdout: boolean): RunningOras {
    const { program = 'oras', signal } = this.#options;
    const env: Record<string, string> = { HOME: home };
    for (const name of allowed) {
      const value = process.env[name];
      if (value !== undefined) env[name] = value;
    }
    return execa(program, args, {
      ...fixedOptions,
      env,
      buffer: { stdout, stderr: true },
      ...(signal === undefined ? {} : { cancelSignal: signal }),
    });
  }

  async #ended(child: RunningOras): Promise<{ stdout: Uint8Array } | { failure: OrasFailure }> {
    const { failed, code, exitCode, stdout, stderr } = await child;
    if (!failed) return { stdout: stdout ?? new Uint8Array() };
    if (this.#options.signal?.aborted === true) throw ociError('MIRROR_INTERRUPTED', 'the run was stopped');
    return { failure: { code, exitCode, stderr: Buffer.from(stderr ?? '').toString() } };
  }
}

/** Waits until more can be written, or nobody reads any more. */
async function drained({ stdin }: RunningOras): Promise<void> {
  if (stdin.destroyed) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      stdin.off('drain', done);
      stdin.off('close', done);
      resolve();
    };
    stdin.once('drain', done);
    stdin.once('close', done);
  });
}
