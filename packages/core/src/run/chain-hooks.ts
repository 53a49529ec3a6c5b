import { toMirrorError } from '@multiarch-mirror/errors';
import type { ImageConfig } from '../config/config.ts';
import type { Step } from '../plugin/chain.ts';
import type { Report } from '../report/report.ts';
import type { Session } from '../session/session.ts';

/** Every step of every chain that these images use, once. */
function stepsOf(session: Session, images: readonly ImageConfig[]): Set<Step> {
  return new Set(images.flatMap((image) => session.chain(image).steps));
}

/** Every plugin's `check`, all at once. @throws MirrorError the first that fails */
export async function checkChains(session: Session, images: readonly ImageConfig[]): Promise<void> {
  await Promise.all(
    [...stepsOf(session, images)].map(async ({ name, hooks }) => {
      try {
        await hooks.check?.();
      } catch (thrown) {
        throw toMirrorError(thrown, 'MIRROR_PLUGIN_CHECK', `Look at what plugin ${name} needs.`);
      }
    }),
  );
}

/** Every plugin's `finish`; one that fails is a warning, the images are done. */
export async function finishChains(
  session: Session,
  images: readonly ImageConfig[],
  report: Report,
): Promise<void> {
  for (const { name, hooks } of stepsOf(session, images)) {
    try {
      await hooks.finish?.(report);
    } catch (thrown) {
      session.log.warn(`plugin ${name} failed at the end of the run: ${toMirrorError(thrown).message}`);
    }
  }
}
