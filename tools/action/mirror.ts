import { spawn } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { root } from '../install/directory.ts';

const program = join(root, 'packages', 'cli', 'bin', 'mirror.js');

/** How `mirror` ended, and what it printed where that was asked for. */
export interface Ended {
  exitCode: number;
  stdout: string;
}

export interface MirrorOptions {
  /** Programs that it finds before those of PATH. */
  programs?: readonly string[];
  /** Whether it adds to the job's summary; by itself it would. Default: no. */
  summary?: boolean;
  /** Whether its standard output is given back; otherwise it goes to the log. */
  capture?: boolean;
}

/**
 * Runs `mirror` where the workflow's files are, and hands on the signals with which a runner cancels a job, so that it can stop by
 * itself.
 */
export function mirror(
  args: readonly string[],
  { programs = [], summary = false, capture = false }: MirrorOptions = {},
): Promise<Ended> {
  // The inputs have the token once more, and are for this program alone.
  const { GITHUB_STEP_SUMMARY, INPUTS: _, PATH = '', ...environment } = process.env;
  const directories = new Set(programs.map(dirname));
  const child = spawn(process.execPath, [program, ...args], {
    env: {
      ...environment,
      PATH: [...directories, PATH].join(delimiter),
      ...(summary && GITHUB_STEP_SUMMARY !== undefined && { GITHUB_STEP_SUMMARY }),
    },
    stdio: ['ignore', capture ? 'pipe' : 'inherit', 'inherit'],
  });
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const handOn = (signal: NodeJS.Signals): void => {
    child.kill(signal);
  };
  for (const signal of signals) process.on(signal, handOn);
  let stdout = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      for (const signal of signals) process.off(signal, handOn);
      resolve({ exitCode: code ?? 130, stdout });
    });
  });
}
