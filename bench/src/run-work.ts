import { type Contestant, contestants, type Task } from './contestant.ts';
import { type Measurement, measure } from './measure.ts';
import { Scene } from './scene.ts';
import { bringUpToDate, type Work } from './work.ts';
import type { Workplace } from './workplace.ts';

export interface RunOptions {
  /** distribution's `registry`. */
  program: string;
  workplace: Workplace;
  /** The `mirror.js` of the command as it is published. */
  cli: string;
  /** Bytes of the image of cold copies. */
  size: number;
  /** Counted runs of each tool, after one that is not counted. */
  runs: number;
  signal: AbortSignal;
  note: (text: string) => void;
}

/** What one tool took for one work. */
export interface Result {
  tool: Contestant;
  measurements: Measurement[];
  /** Answered by both registries in one run. */
  requests: number;
}

/** Measures every tool of a work, in turns. @throws Error when a tool fails, or a copy is not the same */
export async function runWork(work: Work, options: RunOptions): Promise<Result[]> {
  const { program, workplace, cli, size, runs, signal, note } = options;
  const scene = await Scene.open({ program, workplace, ...work.scene });
  try {
    await scene.renew();
    note('filling the source');
    await work.fill(scene, size);
    const tools = await contestants(work.ways);
    const task: Task = { scene, workplace, cli, copies: work.copies, mutable: work.mutable ?? false };
    const env = environment(workplace, scene);
    const [mirror] = tools;
    if (work.noOp === true && mirror !== undefined) {
      note('bringing the destination up to date');
      await bringUpToDate(task, mirror, env, signal);
    }
    const results = tools.map((tool): Result => ({ tool, measurements: [], requests: 0 }));
    for (let round = 0; round <= runs; round += 1) {
      for (const result of results) {
        signal.throwIfAborted();
        if (work.noOp !== true) await scene.renew();
        const before = await scene.requests();
        const measurement = await measure(await result.tool.command(task), { env, signal });
        result.requests = (await scene.requests()) - before;
        await scene.compare(work.noOp === true ? work.copies.slice(0, 1) : work.copies);
        if (round > 0) result.measurements.push(measurement);
        note(
          `${round === 0 ? 'warm-up' : `run ${round} of ${runs}`}: ${result.tool.name} ${measurement.seconds.toFixed(2)} s`,
        );
      }
    }
    return results;
  } finally {
    await scene.close();
  }
}

/** The tools trust the scene's authority, each by what it reads. */
function environment({ env }: Workplace, { authority }: Scene): Readonly<Record<string, string>> {
  return authority === undefined ? env : { ...env, SSL_CERT_FILE: authority, NODE_EXTRA_CA_CERTS: authority };
}
