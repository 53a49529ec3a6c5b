import { spawn } from 'node:child_process';

/** How `run` runs a program. */
export interface RunOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Gets each line of standard error as it comes. */
  onLine?: (line: string) => void;
}

/**
 * Runs a program to its end, without a shell and without input.
 *
 * @returns its standard output.
 * @throws Error with the last lines of its standard error when it fails or cannot be started.
 */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let rest = '';
    const tail: string[] = [];
    const take = (line: string): void => {
      tail.push(line);
      if (tail.length > 20) tail.shift();
      options.onLine?.(line);
    };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) take(line);
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (rest !== '') take(rest);
      if (code === 0) resolve(output);
      else reject(new Error(`${command} ended with ${code ?? signal}: ${tail.join('\n').trim()}`));
    });
  });
}
