import type { ExitCode } from './exit-code.ts';
import { main } from './program.ts';
import { RecordingOutput } from './recording-output.fixture.ts';

export interface MirrorEnded {
  code: ExitCode;
  stdout: string;
  stderr: string;
}

/**
 * The whole command line in this process, writing to pipes, with nothing of this machine's environment but PATH and HOME, and `more`.
 */
export async function runMirror(
  argv: readonly string[],
  directory: string,
  signal: AbortSignal = new AbortController().signal,
  more: NodeJS.ProcessEnv = {},
): Promise<MirrorEnded> {
  const [stdout, stderr] = [new RecordingOutput(), new RecordingOutput()];
  const environment = { PATH: process.env.PATH, HOME: process.env.HOME, ...more };
  const code = await main(argv, { stdout, stderr, environment, directory, signal, now: Date.now });
  return { code, stdout: stdout.text, stderr: stderr.text };
}
