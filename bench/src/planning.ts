import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../tools/install/directory.ts';
import { type Measurement, measure } from './measure.ts';
import { median } from './median.ts';
import { longList, PlanningScene, tagsPerSource, versions } from './planning-scene.ts';
import { formatSize } from './size.ts';
import type { Workplace } from './workplace.ts';

export interface PlanningOptions {
  workplace: Workplace;
  /** Counted runs of each case. */
  runs: number;
  signal: AbortSignal;
  note: (text: string) => void;
}

/** So many sources, so that a time that grows faster than they do is seen. */
const sizes = [250, 500, 1000];
/** Some registries have such a list. */
const longest = 50_000;
/** What a plan of the largest size may hold at once. */
const limit = 500e6;

/** What planning took for one number of tags. */
interface Planned {
  case: string;
  tags: number;
  measurements: Measurement[];
  requests: number;
}

/**
 * What `mirror plan` takes for more and more sources: with nothing at the destination, and with everything there; and for one that
 * lists very many tags. @throws Error when a command fails
 */
export async function measurePlanning(options: PlanningOptions): Promise<string[][]> {
  const { workplace, signal, note } = options;
  const scene = await PlanningScene.open();
  try {
    const names = Array.from({ length: Math.max(...sizes) }, (_, index) => `up/app-${index}`);
    note(`filling ${names.length} sources with ${tagsPerSource} tags each`);
    for (const name of names) await scene.add(name, versions());
    const results: Planned[] = [];
    const plan = async (
      what: string,
      chosen: readonly string[],
      tags: number,
      more: string[] = [],
    ): Promise<void> => {
      note(`${what}: ${tags} tags`);
      results.push({ case: what, tags, ...(await repeat(scene, chosen, ['plan', ...more], options)) });
    };
    for (const size of sizes) await plan('all new', names.slice(0, size), size * tagsPerSource);
    note('bringing the destination up to date');
    await measure(await command(scene, names, ['run'], workplace), { env: workplace.env, signal });
    for (const size of sizes) await plan('nothing to do', names.slice(0, size), size * tagsPerSource);
    await scene.add('up/long', longList(longest));
    await plan('one list', ['up/long'], longest, ['--keep', '10']);
    await plan('one list, --explain', ['up/long'], longest, ['--keep', '10', '--explain']);
    return [head, ...results.map((result) => row(result, results))];
  } finally {
    await scene.close();
  }
}

async function repeat(
  scene: PlanningScene,
  names: readonly string[],
  argv: string[],
  { workplace, runs, signal }: PlanningOptions,
): Promise<Pick<Planned, 'measurements' | 'requests'>> {
  const line = await command(scene, names, argv, workplace);
  const measurements: Measurement[] = [];
  let requests = 0;
  for (let round = 0; round < runs; round += 1) {
    scene.requests();
    measurements.push(await measure(line, { env: workplace.env, signal }));
    requests = scene.requests();
  }
  return { measurements, requests };
}

/** `mirror` with a manifest of these sources. */
async function command(
  { source, destination }: PlanningScene,
  names: readonly string[],
  argv: string[],
  { directory }: Workplace,
): Promise<[string, ...string[]]> {
  const manifest = {
    version: 1,
    destination: `${destination.host}/mirror`,
    images: names.map((name) => ({
      source: `${source.host}/${name}`,
      platforms: ['linux/amd64'],
      tags: { semver: '*', latest: true },
    })),
  };
  const file = join(directory, 'planning.yaml');
  await writeFile(file, JSON.stringify(manifest, undefined, 2));
  const program = join(root, 'packages', 'cli', 'bin', 'mirror.js');
  return [process.execPath, program, ...argv, '--config', file, '--log-level', 'warn'];
}

const head = [
  'case',
  'tags',
  'time',
  'CPU',
  'peak memory',
  'requests',
  'time for a tag, of the smallest',
  'under 500 MB',
];

function row(result: Planned, all: readonly Planned[]): string[] {
  const { measurements, tags, requests } = result;
  const smallest = all.find((other) => other.case === result.case) ?? result;
  const peak = Math.max(...measurements.map(({ peakBytes = Number.NaN }) => peakBytes));
  const ratio = secondsOf(result) / tags / (secondsOf(smallest) / smallest.tags);
  return [
    result.case,
    tags.toLocaleString('en'),
    `${secondsOf(result).toFixed(2)} s`,
    `${median(measurements.map((each) => each.userSeconds + each.systemSeconds)).toFixed(2)} s`,
    formatSize(peak),
    String(requests),
    ratio.toFixed(2),
    peak < limit ? 'yes' : 'no',
  ];
}

function secondsOf({ measurements }: Planned): number {
  return median(measurements.map(({ seconds }) => seconds));
}
