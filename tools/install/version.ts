import { execFile } from 'node:child_process';

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
export function askVersion(path: string, ask: readonly string[]): Promise<string | undefined> {
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
