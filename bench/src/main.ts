// npm run bench: the cold copy of a two-platform image beside other tools, and the memory that it takes at three sizes.
import { Interruption } from '../../e2e/src/support/interruption.ts';
import { ensureTools } from '../../tools/ensure.ts';
import { Comparison, type ComparisonOptions } from './comparison.ts';
import { type Contestant, contestants } from './contestant.ts';
import { machine } from './machine.ts';
import { memoryTable, type SizeMeasurement } from './memory.ts';
import { help, type Options, readOptions } from './options.ts';
import { formatSize } from './size.ts';
import { table } from './table.ts';
import { openWorkplace } from './workplace.ts';

const say = (text = ''): void => void process.stdout.write(`${text}\n`);
/** What is done right now goes to standard error, so that standard output is the result alone. */
const note = (text: string): void => void process.stderr.write(`${text}\n`);

const interruption = new Interruption();
try {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') say(help);
  else await bench(options);
} catch (error) {
  const { aborted } = interruption.signal;
  note(aborted ? 'Interrupted.' : error instanceof Error ? error.message : String(error));
  process.exitCode = aborted ? 130 : 1;
} finally {
  interruption.end();
}

async function bench({ size, runs }: Options): Promise<void> {
  const { paths, missing } = await ensureTools(['registry', 'crane']);
  if (missing.length > 0) throw new Error('Nothing was measured.');
  const [smaller, larger] = [Math.ceil(size / 4), size * 2];
  // An image is there twice, in the source and in the destination.
  await using workplace = await openWorkplace(larger * 2);
  const tools = await contestants(workplace, paths.crane);
  const measured = (bytes: number, taking: readonly Contestant[]): Promise<SizeMeasurement> =>
    measureSize(
      { registry: paths.registry, workplace, size: bytes, signal: interruption.signal },
      taking,
      runs,
    );

  const all = await measured(size, tools);
  // Ours and crane are enough to see whether memory depends on the size.
  const two = tools.slice(0, 2);
  const sizes = [await measured(smaller, two), all, await measured(larger, two)];

  say(`Cold copy of ${formatSize(size)}, two platforms, from registry to registry on loopback`);
  say(`${machine()}; storage on ${workplace.kind}; distribution 3 on both sides`);
  say();
  say(table(tools, all.measurements));
  say();
  say(memoryTable(two, sizes));
  say();
  say(`Medians of ${runs}, and from least to most. The tools took turns, after one warm-up each.`);
  say('Each run began with an empty destination, which was compared digest for digest afterwards.');
}

/** Cold copies of an image of one size, by each tool in turn. */
async function measureSize(
  options: ComparisonOptions,
  tools: readonly Contestant[],
  runs: number,
): Promise<SizeMeasurement> {
  const { size } = options;
  note(`making the image of ${formatSize(size)}`);
  const comparison = await Comparison.open(options);
  try {
    for (let round = 0; round <= runs; round += 1) {
      for (const tool of tools) {
        const { seconds } = await comparison.run(tool, { counted: round > 0 });
        note(`${round === 0 ? 'warm-up' : `run ${round} of ${runs}`}: ${tool.name} ${seconds.toFixed(2)} s`);
      }
    }
    return { size, measurements: comparison.measurements };
  } finally {
    await comparison.close();
  }
}
