import { spawn } from 'node:child_process';
import { median } from './median.ts';
import { spread } from './table.ts';

/** What `mirror` may take beside a Node that does nothing. */
const most = 1.5;
/** Each takes so little that the machine's moods count: more rounds than elsewhere. */
const rounds = 25;

export interface Answer {
  title: string;
  /** One for each round. */
  seconds: number[];
}

/** Measures what the published command answers without a manifest, and Node itself, in turns. */
export async function measureAnswers(
  mirror: string,
  options: { env: Readonly<Record<string, string>>; signal: AbortSignal },
): Promise<Answer[]> {
  const works: [title: string, argv: string[]][] = [
    ['node -e 0', ['-e', '0']],
    ['mirror --version', [mirror, '--version']],
    ['mirror --help', [mirror, '--help']],
    ['mirror run --help', [mirror, 'run', '--help']],
  ];
  const answers = works.map(([title]): Answer => ({ title, seconds: [] }));
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, [, argv]] of works.entries()) {
      const seconds = await timeOf(argv, options);
      // The first one warms the machine up.
      if (round > 0) answers[index]?.seconds.push(seconds);
    }
  }
  return answers;
}

export function answerRows(answers: readonly Answer[]): string[][] {
  const bare = median(answers[0]?.seconds ?? []);
  return [
    ['command', 'time', 'beside Node', 'at most', 'reached'],
    ...answers.map(({ title, seconds }, index) => {
      const ratio = median(seconds) / bare;
      const target = index === 0 ? ['–', '–'] : [String(most), ratio <= most ? 'yes' : 'no'];
      return [title, spread(seconds, inMilliseconds), ratio.toFixed(2), ...target];
    }),
  ];
}

function inMilliseconds(seconds: number): string {
  return `${(seconds * 1000).toFixed(1)} ms`;
}

/** Without a shell in between, which would take time of its own. */
async function timeOf(
  argv: readonly string[],
  { env, signal }: { env: Readonly<Record<string, string>>; signal: AbortSignal },
): Promise<number> {
  signal.throwIfAborted();
  const started = performance.now();
  const code = await new Promise<number | null>((resolve, reject) => {
    spawn(process.execPath, argv, { env, stdio: ['ignore', 'ignore', 'inherit'] })
      .once('error', reject)
      .once('exit', resolve);
  });
  if (code !== 0) throw new Error(`${argv.join(' ')} ended with ${code}`);
  return (performance.now() - started) / 1000;
}
