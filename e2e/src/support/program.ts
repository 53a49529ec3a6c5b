import { mkdir, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { root } from '../../../tools/install/directory.ts';
import { plantedEnvironment, refuseSaid } from './planted-secrets.ts';

/** What a program left behind. */
export interface Ended {
  /** 128 + the signal's number, as a shell says it, where a signal ended the program. */
  exitCode: number;
  stdout: string;
  stderr: string;
}

export interface ProgramOptions {
  /** The whole environment, beside the planted secrets: nothing of this process's own is passed on. */
  env: Readonly<Record<string, string>>;
  cwd?: string;
  /** Its standard input. Default: none. */
  input?: string;
}

/** The environment of those who work in a checkout: its own programs first on PATH, and nothing else of this process but where things lie. */
export function checkoutEnvironment(home: string = root): Record<string, string> {
  const { PATH = '', HOME = '', TMPDIR = tmpdir() } = process.env;
  return { PATH: `${join(home, 'node_modules', '.bin')}:${PATH}`, HOME, TMPDIR, LANG: 'C.UTF-8' };
}

/**
 * Runs a program to its end, without a shell; a failure is an exit code and no error.
 * @throws Error where a secret of its environment is in what it says
 */
export async function runProgram(
  command: string,
  args: readonly string[],
  { env, cwd, input }: ProgramOptions,
): Promise<Ended> {
  const whole = { ...plantedEnvironment, ...env };
  const { exitCode, signal, stdout, stderr, failed, shortMessage } = await execa(command, args, {
    env: whole,
    ...(cwd === undefined ? {} : { cwd }),
    extendEnv: false,
    reject: false,
    ...(input === undefined ? { stdin: 'ignore' } : { input }),
    maxBuffer: 256 * 1024 * 1024,
  });
  if (exitCode === undefined && signal === undefined && failed) throw new Error(shortMessage);
  refuseSaid({ env: whole, stdout, stderr });
  return { exitCode: exitCode ?? 128, stdout, stderr };
}

/** The standard output of a program that has to succeed. @throws Error with all that it said. */
export async function outputOf(
  command: string,
  args: readonly string[],
  options: ProgramOptions,
): Promise<string> {
  const { exitCode, stdout, stderr } = await runProgram(command, args, options);
  if (exitCode === 0) return stdout;
  throw new Error(`${command} ${args.join(' ')}: exit code ${exitCode}\n${stdout}\n${stderr}`);
}

/** Runs lines of bash as a document prints them; the first command that fails ends them, also one inside a pipe. */
export function runBash(script: string, options: ProgramOptions): Promise<Ended> {
  return runProgram('bash', ['-euo', 'pipefail', '-c', script], options);
}

/** A directory for PATH in which programs have the names that the keys give them. */
export async function linkPrograms(
  directory: string,
  programs: Readonly<Record<string, string>>,
): Promise<string> {
  await mkdir(directory, { recursive: true });
  for (const [name, path] of Object.entries(programs)) await symlink(path, join(directory, name));
  return directory;
}
