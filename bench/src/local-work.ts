import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../tools/install/directory.ts';
import { type Measurement, measure } from './measure.ts';
import { median } from './median.ts';
import type { RunOptions } from './run-work.ts';
import { formatSize } from './size.ts';
import { inSeconds, spread } from './table.ts';

/** Something that `mirror` does by itself, and the seconds that it may take. */
export interface LocalWork {
  title: string;
  most: number;
  /** The manifest that is validated. */
  manifest(directory: string): Promise<string>;
}

/** Every work of this kind, by the name that the command line takes. */
export const localWorks: Readonly<Record<string, LocalWork>> = {
  start: {
    title: "Validating this deployment's manifest",
    most: 0.2,
    manifest: async () => join(root, 'mirror.config.yaml'),
  },
  manifest: {
    title: 'Validating 5,000 images',
    most: 1,
    manifest: async (directory) => {
      const file = join(directory, 'large.yaml');
      await writeFile(file, largeManifest(5000));
      return file;
    },
  },
};

/** Measures `mirror validate`, as `npx mirror` starts it in a checkout. */
export async function runLocalWork(
  work: LocalWork,
  { workplace, runs, signal, note }: Pick<RunOptions, 'workplace' | 'runs' | 'signal' | 'note'>,
): Promise<Measurement[]> {
  const manifest = await work.manifest(workplace.directory);
  const mirror = join(root, 'packages', 'cli', 'bin', 'mirror.js');
  const measurements: Measurement[] = [];
  for (let round = 0; round <= runs; round += 1) {
    const command = [process.execPath, mirror, 'validate', '--config', manifest] as const;
    const measurement = await measure(command, { env: workplace.env, signal });
    if (round > 0) measurements.push(measurement);
    note(`${round === 0 ? 'warm-up' : `run ${round} of ${runs}`}: ${measurement.seconds.toFixed(2)} s`);
  }
  return measurements;
}

export const localHead: string[] = ['work', 'time', 'CPU', 'peak memory', 'at most', 'reached'];

export function localRow(work: LocalWork, measurements: readonly Measurement[]): string[] {
  const seconds = measurements.map((measurement) => measurement.seconds);
  return [
    work.title,
    spread(seconds, inSeconds),
    spread(
      measurements.map(({ userSeconds, systemSeconds }) => userSeconds + systemSeconds),
      inSeconds,
    ),
    spread(
      measurements.flatMap(({ peakBytes }) => peakBytes ?? []),
      formatSize,
    ),
    inSeconds(work.most),
    median(seconds) <= work.most ? 'yes' : 'no',
  ];
}

/** As a maintainer of thousands of images would write it. */
function largeManifest(images: number): string {
  const entries = Array.from(
    { length: images },
    (_, index) => `  - name: team-${index % 40}/app-${index}
    source: docker.io/acme/app-${index}
    tags: {semver: ">=${index % 20}", keep: 10, latest: true}
    platforms: [linux/amd64, linux/arm64]
    minimumAge: 3d
`,
  );
  return `version: 1
destination: ghcr.io/acme/mirror
plugins:
  - trivy-sbom
  - {use: cosign-sign, with: {mode: keyless}}
  - slsa-provenance
images:
${entries.join('')}`;
}
