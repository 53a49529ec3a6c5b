// npm run bench: what mirror and other tools take for the same work, in one run.
import { dirname, join } from 'node:path';
import { publishedCli } from '../../e2e/src/support/published-cli.ts';
import { ensureTools } from '../../tools/ensure.ts';
import { answerRows, measureAnswers } from './answering.ts';
import { measureAttesting } from './attesting.ts';
import { measureFlow } from './flow.ts';
import { localHead, localRow, localWorks, runLocalWork } from './local-work.ts';
import { machine } from './machine.ts';
import { answering, attesting, flowing, help, type Options, planning, readOptions } from './options.ts';
import { measurePlanning } from './planning.ts';
import { runWork } from './run-work.ts';
import { formatSize } from './size.ts';
import { markdown, summaryHead, summaryRow, table } from './table.ts';
import { works } from './work.ts';
import { openWorkplace } from './workplace.ts';

const say = (text = ''): void => void process.stdout.write(`${text}\n`);
/** What is done right now goes to standard error, so that standard output is the result alone. */
const note = (text: string): void => void process.stderr.write(`${text}\n`);

const interruption = new AbortController();
const interrupt = (): void => interruption.abort();
process.once('SIGINT', interrupt).once('SIGTERM', interrupt);

try {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') say(help);
  else await bench(options);
} catch (error) {
  const { aborted } = interruption.signal;
  note(aborted ? 'Interrupted.' : error instanceof Error ? error.message : String(error));
  process.exitCode = aborted ? 130 : 1;
}

async function bench(options: Options): Promise<void> {
  const beside = options.names.filter((name) => Object.hasOwn(works, name));
  if (beside.length > 0) await benchBesideOthers({ ...options, names: beside });
  const alone = options.names.filter((name) => Object.hasOwn(localWorks, name));
  if (alone.length > 0) await benchAlone({ ...options, names: alone });
  if (options.names.includes(attesting)) await benchAttesting(options);
  if (options.names.includes(flowing)) await benchFlow();
  if (options.names.includes(answering)) await benchAnswers();
  if (options.names.includes(planning)) await benchPlanning(options);
}

async function benchPlanning({ runs }: Options): Promise<void> {
  await using workplace = await openWorkplace(0);
  const { signal } = interruption;
  const rows = await measurePlanning({ workplace, runs, signal, note });
  say();
  say(`### Planning (${machine()}; medians of ${runs}, both registries in one other process)`);
  say();
  say(markdown(rows));
}

async function benchAttesting({ runs }: Options): Promise<void> {
  const { paths, missing } = await ensureTools(['registry', 'cosign']);
  if (missing.length > 0) throw new Error('Nothing was measured.');
  await using workplace = await openWorkplace(0);
  const cli = await publishedCli(join(workplace.directory, 'published'));
  const { signal } = interruption;
  const tables = measureAttesting({ workplace, cli, registry: paths.registry, runs, signal, note });
  say(`${machine()}; distribution 3; the same SBOM for every image and tool; medians of ${runs}`);
  for await (const { title, rows } of tables) {
    say();
    say(`### ${title}`);
    say();
    say(markdown(rows));
  }
}

async function benchFlow(): Promise<void> {
  const { paths, missing } = await ensureTools(['registry', 'trivy', 'mmdebstrap']);
  if (missing.length > 0) throw new Error('Nothing was measured.');
  await using workplace = await openWorkplace(2 ** 30);
  const trivy = `${dirname(paths.trivy)}:${process.env.PATH ?? ''}`;
  const { signal } = interruption;
  const rows = await measureFlow({ workplace, registry: paths.registry, trivy, signal, note });
  say();
  say(`### A run with the real Trivy (${machine()}; one run, both registries behind 50 ms)`);
  say();
  say(markdown(rows));
}

async function benchAnswers(): Promise<void> {
  await using workplace = await openWorkplace(0);
  note('--version and --help');
  const cli = await publishedCli(join(workplace.directory, 'published'));
  const answers = await measureAnswers(cli, { env: workplace.env, signal: interruption.signal });
  say();
  say(`### Answers: ${machine()}, medians of ${answers[0]?.seconds.length} in turns, with least and most`);
  say();
  say(markdown(answerRows(answers)));
}

async function benchAlone({ names, runs }: Options): Promise<void> {
  await using workplace = await openWorkplace(0);
  const { signal } = interruption;
  const rows = [localHead];
  for (const name of names) {
    const work = localWorks[name];
    if (work === undefined) continue;
    note(work.title);
    rows.push(localRow(work, await runLocalWork(work, { workplace, runs, signal, note })));
  }
  say();
  say(`### Without a registry: ${machine()}, medians of ${runs} with least and most`);
  say();
  say(markdown(rows));
}

async function benchBesideOthers({ names, size, runs }: Options): Promise<void> {
  const { paths, missing } = await ensureTools(['registry', 'crane', 'regctl', 'regsync', 'oras', 'skopeo']);
  if (missing.some(({ name }) => name === 'registry' || name === 'crane'))
    throw new Error('Nothing was measured.');
  // An image is there twice, in the source and in the destination.
  await using workplace = await openWorkplace(size * 2);
  const cli = await publishedCli(join(workplace.directory, 'published'));
  say(
    `${machine()}; storage on ${workplace.kind}; distribution 3 on both sides; cold copies of ${formatSize(size)}`,
  );
  say(
    `Medians of ${runs} with least and most, in turns after one warm-up each; copies compared digest for digest.`,
  );
  const rows = [summaryHead];
  for (const name of names) {
    const work = works[name];
    if (work === undefined) continue;
    note(work.title);
    const results = await runWork(work, {
      program: paths.registry,
      workplace,
      cli,
      size,
      runs,
      signal: interruption.signal,
      note,
    });
    say();
    say(`### ${work.title}`);
    say();
    say(table(results));
    rows.push(summaryRow(work, results));
  }
  say();
  say('### Targets');
  say();
  say(markdown(rows));
}
