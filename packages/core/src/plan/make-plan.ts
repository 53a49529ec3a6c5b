import { formatRepository } from '@multiarch-mirror/oci';
import PQueue from 'p-queue';
import type { ImageConfig } from '../config/config.ts';
import type { Session } from '../session/session.ts';
import { eachAtMost } from './each-at-most.ts';
import type { Plan } from './plan.ts';
import { planRepository } from './plan-repository.ts';
import type { PlanOptions } from './tag-state.ts';

/** As many as a host takes requests at once. */
const repositoriesAtOnce = 32;
/** In all repositories together: some wait for the source, some for the destination. */
const tagsAtOnce = 128;

/** Plans every image of the list, many destination repositories at once; requests are bounded for each host below. */
export async function makePlan(
  session: Session,
  images: readonly ImageConfig[],
  options: PlanOptions,
): Promise<Plan> {
  const groups = Map.groupBy(images, ({ repository }) => formatRepository(repository));
  const queue = new PQueue({ concurrency: tagsAtOnce });
  const repositories = await eachAtMost(
    options.concurrency ?? repositoriesAtOnce,
    [...groups.values()],
    async (group) => {
      const [first] = group;
      if (first === undefined) return [];
      return [await planRepository(session, first.repository, group, { ...options, queue })];
    },
  );
  return { repositories: repositories.flat() };
}
