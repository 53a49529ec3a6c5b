import { formatRepository } from '@multiarch-mirror/oci';
import PQueue from 'p-queue';
import type { ImageConfig } from '../config/config.ts';
import type { Session } from '../session/session.ts';
import type { Plan, RepositoryPlan } from './plan.ts';
import { planRepository } from './plan-repository.ts';
import type { PlanOptions } from './tag-state.ts';

/** What waits for an answer costs memory, and more than the limits of a few hosts let pass brings nothing. */
const repositoriesAtOnce = 64;
const tagsAtOnce = 256;

/**
 * Plans every image of the list, many destination repositories at once; requests are bounded for each host below.
 * @param onRepository gets each as soon as it is planned
 */
export async function makePlan(
  session: Session,
  images: readonly ImageConfig[],
  options: PlanOptions,
  onRepository: (repository: RepositoryPlan) => void = () => undefined,
): Promise<Plan> {
  const groups = Map.groupBy(images, ({ repository }) => formatRepository(repository));
  const queue = new PQueue({ concurrency: options.concurrency ?? repositoriesAtOnce });
  const tags = new PQueue({ concurrency: tagsAtOnce });
  const repositories = await Promise.all(
    [...groups.values()].flatMap((group) => {
      const [first] = group;
      return first === undefined
        ? []
        : [
            queue.add(async () => {
              const repository = await planRepository(session, first.repository, group, { ...options, tags });
              onRepository(repository);
              return repository;
            }),
          ];
    }),
  );
  return { repositories };
}
