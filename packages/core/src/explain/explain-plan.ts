import { formatRepository } from '@multiarch-mirror/oci';
import type { ImageConfig } from '../config/config.ts';
import type { Plan } from '../plan/plan.ts';
import type { PlanOptions } from '../plan/tag-state.ts';
import type { Session } from '../session/session.ts';
import { explainImage } from './explain-image.ts';
import type { ImageExplanation } from './explanation.ts';

/**
 * Explains the plan of these images, tag by tag. Asks nothing that the plan has not asked: the listings are those of the session.
 * Images that could not be planned at all are left out: the plan says why. Under a lock, its tags are what there is to select from.
 */
export async function explainPlan(
  session: Session,
  images: readonly ImageConfig[],
  plan: Plan,
  { locked }: Pick<PlanOptions, 'locked'> = {},
): Promise<ImageExplanation[]> {
  const plans = new Map(plan.repositories.map((each) => [formatRepository(each.repository), each]));
  const failed = new Set(plan.repositories.flatMap(({ failures }) => failures.map(({ image }) => image)));
  return Promise.all(
    images
      .filter((image) => !failed.has(image))
      .map((image) =>
        explainImage(session, image, plans.get(formatRepository(image.repository)), locked?.get(image)),
      ),
  );
}
