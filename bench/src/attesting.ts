import { locate } from '../../tools/install/locate.ts';
import { AttestingScene, imageCount } from './attesting-scene.ts';
import { type Measurement, measure } from './measure.ts';
import { median } from './median.ts';
import { formatSize } from './size.ts';
import { inSeconds, spread } from './table.ts';
import type { Workplace } from './workplace.ts';

export interface AttestingBench {
  workplace: Workplace;
  /** The `mirror.js` of the command as it is published. */
  cli: string;
  /** distribution's `registry`. */
  registry: string;
  /** Counted runs of each way. */
  runs: number;
  signal: AbortSignal;
  note: (text: string) => void;
}

/** One way to attest all images. */
interface Way {
  name: string;
  command: (scene: AttestingScene) => Promise<[string, ...string[]]>;
}

interface Attested {
  way: Way;
  measurements: Measurement[];
  requests: number;
  entries: number;
}

/** The one that targets are about, and whom it is compared with. */
const [ours, theirs] = ['mirror', 'cosign'];
/** What `mirror` may take beside cosign: of its CPU time, and of its time where everything is far. */
const targets = { cpu: 1 / 8, time: 1 / 10 };

const ways: readonly Way[] = [
  { name: ours, command: (scene) => scene.mirror('bundle', false) },
  { name: 'mirror, both formats, read back', command: (scene) => scene.mirror('both', true) },
  { name: theirs, command: (scene) => scene.cosign(1) },
  { name: 'cosign, 4 at once', command: (scene) => scene.cosign(4) },
];

/**
 * What signing and attesting 50 images takes, beside the cosign command line: all of it on loopback, or behind 50 ms.
 * Gives one table for each distance.
 */
export async function* measureAttesting(
  options: AttestingBench,
): AsyncGenerator<{ title: string; rows: string[][] }> {
  const { workplace, cli, registry, runs, signal, note } = options;
  const cosign = await locate('cosign');
  if (cosign === undefined) throw new Error('cosign is missing: npm run tools -- cosign');
  for (const roundTrip of [0, 50]) {
    await using scene = await AttestingScene.open({
      registry,
      cosign: cosign.path,
      cli,
      workplace,
      roundTrip,
      signal,
    });
    const results = ways.map((way): Attested => ({ way, measurements: [], requests: 0, entries: 0 }));
    for (let round = 0; round < runs; round += 1) {
      for (const result of results) {
        await scene.renew();
        const [requests, entries] = [await scene.requests(), scene.entries()];
        const measurement = await measure(await result.way.command(scene), { env: scene.env, signal });
        result.measurements.push(measurement);
        result.requests = (await scene.requests()) - requests;
        result.entries = scene.entries() - entries;
        note(
          `${roundTrip} ms, run ${round + 1} of ${runs}: ${result.way.name} ${inSeconds(measurement.seconds)}`,
        );
      }
    }
    yield {
      title: `${imageCount} images signed and attested, ${roundTrip === 0 ? 'loopback' : `${roundTrip} ms`}`,
      rows: [head, ...results.map((result) => row(result, results, roundTrip))],
    };
  }
}

const head = [
  'tool',
  'time',
  'CPU',
  'peak memory',
  'requests',
  'log entries',
  'CPU / cosign',
  'time / cosign',
  'reached',
];

function row(result: Attested, all: readonly Attested[], roundTrip: number): string[] {
  const peer = all.find(({ way }) => way.name === theirs) ?? result;
  const { way, measurements, requests, entries } = result;
  const cpu = cpuOf(result) / cpuOf(peer);
  const time = timeOf(result) / timeOf(peer);
  const reached = cpu <= targets.cpu && (roundTrip === 0 || time <= targets.time);
  return [
    way.name,
    spread(
      measurements.map(({ seconds }) => seconds),
      inSeconds,
    ),
    inSeconds(cpuOf(result)),
    formatSize(Math.max(...measurements.map(({ peakBytes = Number.NaN }) => peakBytes))),
    String(requests),
    String(entries),
    cpu.toFixed(3),
    time.toFixed(3),
    way.name === ours ? (reached ? 'yes' : 'no') : '–',
  ];
}

function cpuOf({ measurements }: Attested): number {
  return median(measurements.map(({ userSeconds, systemSeconds }) => userSeconds + systemSeconds));
}

function timeOf({ measurements }: Attested): number {
  return median(measurements.map(({ seconds }) => seconds));
}
