import type { ImageConfig } from '../config/config.ts';
import { createImageContext, type ImageWork } from '../image/image-context.ts';
import type { ImageRoot } from '../image/root.ts';
import type { Session } from '../session/session.ts';

/**
 * Checks an image as a stranger would: content, and everything that its chain promises.
 * @returns the context, for what it has found; its directory is gone
 * @throws PolicyError with what does not hold
 */
export async function checkRoot(
  session: Session,
  image: ImageConfig,
  root: ImageRoot,
  { tag, onVerify }: { tag: string; onVerify: () => void },
): Promise<ImageWork> {
  const directory = session.temporaryDirectory();
  try {
    const work = createImageContext(session, { image, root, upstream: [], tags: [tag], directory });
    const { steps } = session.chain(image);
    // What the chain would promise; what of it does not hold, the hooks say with its reason.
    for (const step of steps) await work.as(step, () => step.hooks.inspect?.(work.context));
    onVerify();
    for (const step of steps) await work.as(step, () => step.hooks.verify?.(work.context));
    // A chain may have no plugin that verifies.
    const back = await work.context.readBack();
    if (!steps.some(({ hooks }) => hooks.verify !== undefined)) await back.content();
    for (const request of work.context.promised) await back.statement(request);
    return work;
  } finally {
    await directory.remove();
  }
}
