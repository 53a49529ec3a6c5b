import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import type { Tool } from './tool.ts';

const timeout = 20_000;

/** The first version number in what a program prints, without a leading `v`. */
export function parseVersion(output: string): string | undefined {
  return /(?:^|[^\w.])v?(\d+\.\d+[\w.-]*)/m.exec(output)?.[1];
}

/** Whether `version` is the one asked for, or begins with it: `2.8.3` is a `2.8`, `2.80.0` is not. */
export function isVersion(version: string | undefined, wanted: string): boolean {
  return version !== undefined && (version === wanted || version.startsWith(`${wanted}.`));
}

/** What the program at `path` says its version is; nothing when it cannot be run, fails, or says none in time. */
export function askVersion(path: string, ask: Tool['ask']): Promise<string | undefined> {
  if ('module' in ask) return builtVersion(path, ask.module);
  return new Promise((resolve) => {
    execFile(
      path,
      [...ask],
      { timeout, killSignal: 'SIGKILL', encoding: 'utf8' },
      (error, stdout, stderr) => {
        resolve(error ? undefined : parseVersion(`${stdout}\n${stderr}`));
      },
    );
  });
}

/** The version of a module in the build information that Go puts into a program, as text: `dep`, path, version, between tabs. */
async function builtVersion(path: string, module: string): Promise<string | undefined> {
  const program = await readFile(path).catch(() => Buffer.alloc(0));
  const line = `\t${module}\tv`;
  const start = program.indexOf(line);
  return start < 0
    ? undefined
    : parseVersion(program.toString('latin1', start + line.length - 1, start + 200));
}
