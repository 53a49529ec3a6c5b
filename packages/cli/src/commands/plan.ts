import {
  explainPlan,
  isWork,
  makePlan,
  measurePlan,
  type Plan,
  planMatrix,
  planReport,
} from '@multiarch-mirror/core';
import { MirrorError } from '@multiarch-mirror/errors';
import { formatRepository } from '@multiarch-mirror/oci';
import { type ExitCode, exitCodeOf, exitCodes } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { Refusal } from '../refusal.ts';
import type { Renderer } from '../render/renderer.ts';
import { execute, rateLimited } from './execute.ts';
import type { PlanningOptions } from './global-options.ts';
import { openManifest } from './manifest.ts';
import { type Planning, preparePlanning } from './planning.ts';
import { withReportFile } from './report-file.ts';

export interface PlanCommandOptions extends PlanningOptions {
  /** `--exit-code`: 5 when there is work. */
  exitCode?: boolean | undefined;
  /** `--explain`: why each tag of the listings is in or out. */
  explain?: boolean | undefined;
  /** `--sizes`: how many bytes there are to copy. */
  sizes?: boolean | undefined;
  /** `--matrix N`: jobs of GitHub Actions. */
  matrix?: number | undefined;
}

/** `mirror plan [IMAGE…]` */
export async function planCommand(
  io: Io,
  patterns: readonly string[],
  options: PlanCommandOptions,
): Promise<ExitCode> {
  return execute(io, { ...options, progress: true, jobSummary: options.summary ?? true }, (renderer) =>
    withReportFile(io, options.report, async (save) => {
      if (options.matrix !== undefined && options.shard !== undefined) throw matrixOfShard();
      if (options.matrix !== undefined && options.explain) throw matrixExplained();
      const { config, session } = await openManifest(io, options, renderer);
      try {
        const planning = await preparePlanning(io, config, patterns, options, renderer);
        const plan = await makePlan(session, planning.images, planning.options, lookedAt(planning, renderer));
        io.signal.throwIfAborted();
        const sizes = options.sizes ? { sizes: await measurePlan(session, plan) } : {};
        io.signal.throwIfAborted();
        const report = planReport(plan, { ...planning.report, ...sizes, transfer: session.transfer() });
        const { images, options: asked } = planning;
        const explanations = options.explain ? await explainPlan(session, images, plan, asked) : undefined;
        await save({ ...report, ...(explanations !== undefined && { explanations }) });
        if (options.matrix === undefined) await renderer.plan(plan, report, explanations);
        else await renderer.matrix(plan, report, planMatrix(plan, options.matrix));
        if (options.failFast) warnOfStop(plan, renderer);
        return exitCodeOfPlan(plan, options);
      } finally {
        await session.close();
      }
    }),
  );
}

/** Shows how far it is, where there is a terminal. */
function lookedAt({ images }: Planning, { on }: Renderer): () => void {
  const of = new Set(images.map(({ repository }) => formatRepository(repository))).size;
  let looked = 0;
  return () => {
    looked += 1;
    on({ type: 'looked', looked, of, tags: 0 });
  };
}

function warnOfStop(plan: Plan, { log }: Renderer): void {
  const failed = errorsOf(plan).filter(({ code }) => code !== 'MIRROR_RATE_LIMITED').length;
  if (failed > 0)
    log.warn(`with --fail-fast a run would begin nothing of this: ${failed} failed when it was planned`);
}

/** The jobs of a matrix have what could not be planned among them, and say themselves what became of it. */
function exitCodeOfPlan(plan: Plan, { matrix, exitCode }: PlanCommandOptions): ExitCode {
  const code = matrix === undefined ? exitCodeOf(errorsOf(plan)) : exitCodes.done;
  return code === exitCodes.done && exitCode === true && hasWork(plan) ? exitCodes.work : code;
}

/** What a run would do, if only note when it has first seen a digest: `minimumAge` counts from then. */
function hasWork({ repositories }: Plan): boolean {
  return repositories.some(({ tags, seen }) => tags.some(isWork) || Object.keys(seen).length > 0);
}

function errorsOf({ repositories }: Plan): MirrorError[] {
  return repositories.flatMap(({ tags, failures }) => [
    ...failures.map(({ error }) => error),
    ...tags.flatMap(({ error, deferred }) => {
      if (error !== undefined) return error;
      return deferred?.reason === 'rateLimit' ? rateLimited() : [];
    }),
  ]);
}

function matrixExplained(): Refusal {
  const error = new MirrorError('MIRROR_USAGE_CONFLICT', '--matrix and --explain cannot be used together', {
    hint: 'Explain the plan without --matrix.',
  });
  return new Refusal([error], exitCodes.usage);
}

function matrixOfShard(): Refusal {
  const error = new MirrorError('MIRROR_USAGE_CONFLICT', '--matrix and --shard cannot be used together', {
    hint: 'The jobs of a matrix name their images: they need no shard.',
  });
  return new Refusal([error], exitCodes.usage);
}
