import { explainPlan, isWork, makePlan, type Plan, planReport } from '@multiarch-mirror/core';
import type { MirrorError } from '@multiarch-mirror/errors';
import { type ExitCode, exitCodeOf, exitCodes } from '../exit-code.ts';
import { filterImages } from '../image-filter.ts';
import type { Io } from '../io.ts';
import { execute, rateLimited } from './execute.ts';
import type { PlanningOptions } from './global-options.ts';
import { openManifest } from './manifest.ts';

export interface PlanCommandOptions extends PlanningOptions {
  /** `--exit-code`: 5 when there is work. */
  exitCode?: boolean | undefined;
  /** `--explain`: why each tag of the listings is in or out. */
  explain?: boolean | undefined;
}

/** `mirror plan [IMAGE…]` */
export async function planCommand(
  io: Io,
  patterns: readonly string[],
  options: PlanCommandOptions,
): Promise<ExitCode> {
  return execute(io, { ...options, progress: false }, async (renderer) => {
    const { config, session } = await openManifest(io, options, renderer);
    try {
      const images = filterImages(config.images, patterns);
      const plan = await makePlan(session, images, {
        deep: options.deep ?? false,
        checkMoved: options.checkMoved ?? false,
        now: io.now(),
      });
      io.signal.throwIfAborted();
      const explanations = options.explain === true ? await explainPlan(session, images, plan) : undefined;
      await renderer.plan(plan, planReport(plan), explanations);
      const code = exitCodeOf(errorsOf(plan));
      return code === exitCodes.done && options.exitCode === true && hasWork(plan) ? exitCodes.work : code;
    } finally {
      await session.close();
    }
  });
}

function hasWork({ repositories }: Plan): boolean {
  return repositories.some(({ tags }) => tags.some(isWork));
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
