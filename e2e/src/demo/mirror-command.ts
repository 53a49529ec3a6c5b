import { join } from 'node:path';
import { execa } from 'execa';
import { root } from '../../../tools/install/directory.ts';
import { refuseSaid } from '../support/planted-secrets.ts';
import type { Workspace } from '../support/workspace.ts';
import type { Page } from './page.ts';
import { StepFailure } from './step-failure.ts';

const program = join(root, 'packages', 'cli', 'bin', 'mirror.js');

export interface MirrorOptions {
  signal: AbortSignal;
  /** Added to the workspace's. */
  env: Readonly<Record<string, string>>;
  /** What it has to end with. Default: 0. */
  exitCode?: number;
  /** Its output is shown when it has ended, with long lines cut; otherwise it writes where this process does. */
  shorten?: boolean;
}

/**
 * Runs `mirror` as `npx mirror` does it in a checkout, its output on the page.
 * @throws StepFailure when it ends otherwise than it should
 */
export async function runMirror(
  { directory, env }: Workspace,
  page: Page,
  args: readonly string[],
  options: MirrorOptions,
): Promise<void> {
  const { signal, exitCode: expected = 0, shorten = false } = options;
  page.command([`mirror ${args.join(' ')}`]);
  const whole = { ...env, ...options.env };
  const { all, exitCode, shortMessage } = await execa(process.execPath, [program, ...args], {
    cwd: directory,
    env: whole,
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
    ...(shorten ? { all: true } : { stdout: 'inherit', stderr: 'inherit' }),
    cancelSignal: signal,
  });
  signal.throwIfAborted();
  // What it writes itself is searched by whoever has started the demo.
  refuseSaid({ env: whole, stdout: all ?? '', stderr: '' });
  if (all !== undefined) page.excerpt(all.split('\n'));
  if (exitCode !== expected) {
    const ended = exitCode === undefined ? shortMessage : `it ended with exit code ${exitCode}`;
    throw new StepFailure(`mirror ${args.join(' ')}: ${ended}, where ${expected} was expected.`);
  }
}
