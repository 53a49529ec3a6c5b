import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Report } from '@multiarch-mirror/core';
import { execa } from 'execa';
import { root } from '../../../tools/install/directory.ts';
import { plantedEnvironment, refuseLeaks } from './planted-secrets.ts';
import { type Ended, linkPrograms } from './program.ts';

const checkout = join(root, 'packages', 'cli', 'bin', 'mirror.js');

/** What a run of `mirror` left behind. */
export interface MirrorEnded extends Ended {
  /** Standard output as the document of `--json`. @throws SyntaxError when it is none */
  readonly report: Report;
}

/** A `mirror` that is running. */
export interface MirrorProcess {
  readonly ended: Promise<MirrorEnded>;
  /** As a machine that goes away does it: nothing is cleaned up. */
  kill(): void;
}

export interface WorkspaceOptions {
  /** Name on PATH → program; they come before those of this machine. */
  programs?: Readonly<Record<string, string>>;
  /** Further variables, such as the identity token. */
  env?: Readonly<Record<string, string>>;
  /** The command's `mirror.js`. Default: that of this checkout. */
  cli?: string;
  /** Further secrets, by a name for each, as they are known when a run has ended: tokens that were issued, say. */
  secrets?: () => ReadonlyMap<string, string>;
}

/**
 * A directory of its own with a manifest, a home and nothing of this machine's configuration, in which `mirror` runs. Secrets are in the
 * environment of each run; one that comes out of it, on standard output or error or in a file, is an error of the run.
 */
export interface Workspace {
  readonly directory: string;
  /** The environment of what runs here. */
  readonly env: Readonly<Record<string, string>>;
  path(name: string): string;
  write(name: string, text: string): Promise<void>;
  /** Runs the command line: from its sources, as `npx mirror` does it in a checkout, unless the options say otherwise. */
  mirror(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<MirrorEnded>;
  start(args: readonly string[], env?: Readonly<Record<string, string>>): MirrorProcess;
  remove(): Promise<void>;
}

export async function createWorkspace(options: WorkspaceOptions = {}): Promise<Workspace> {
  const directory = await mkdtemp(join(tmpdir(), 'mirror-workspace-'));
  const folder = async (name: string): Promise<string> => {
    await mkdir(join(directory, name));
    return join(directory, name);
  };
  const programs = await linkPrograms(join(directory, 'bin'), options.programs ?? {});
  const env: Record<string, string> = {
    PATH: `${programs}:${process.env.PATH ?? ''}`,
    HOME: await folder('home'),
    DOCKER_CONFIG: await folder('docker'),
    TMPDIR: await folder('tmp'),
    LANG: 'C.UTF-8',
    ...plantedEnvironment,
    ...options.env,
  };
  const start: Workspace['start'] = (args, more = {}) => {
    const since = Date.now() - 1000;
    const whole = { ...env, ...more };
    const child = execa(process.execPath, [options.cli ?? checkout, ...args], {
      cwd: directory,
      env: whole,
      extendEnv: false,
      reject: false,
      stdin: 'ignore',
      maxBuffer: 64 * 1024 * 1024,
    });
    const checked = async (): Promise<MirrorEnded> => {
      const result = ended(await child);
      const { stdout, stderr } = result;
      const known = options.secrets?.() ?? new Map<string, string>();
      await refuseLeaks({ env: whole, more: known, stdout, stderr, directory, since });
      return result;
    };
    return { ended: checked(), kill: () => child.kill('SIGKILL') };
  };
  return {
    directory,
    env,
    path: (name) => join(directory, name),
    write: (name, text) => writeFile(join(directory, name), text),
    start,
    mirror: (args, more) => start(args, more).ended,
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}

function ended(result: { exitCode?: number | undefined; stdout: string; stderr: string }): MirrorEnded {
  const { exitCode = 128, stdout, stderr } = result;
  return {
    exitCode,
    stdout,
    stderr,
    get report(): Report {
      return JSON.parse(stdout) as Report;
    },
  };
}
