import type { Inspection } from '../plugin/inspection.ts';
import type { Session } from '../session/session.ts';
import { createImageContext, type ImageContextInput } from './image-context.ts';

/** What the chain would find on a root that stands at the destination; reads only. */
export async function inspectRoot(
  session: Session,
  input: Omit<ImageContextInput, 'directory'>,
): Promise<Inspection> {
  const directory = session.temporaryDirectory();
  try {
    const work = createImageContext(session, { ...input, directory });
    let result: Inspection = 'complete';
    const { steps } = session.chain(input.image);
    for (const step of steps) {
      if (step.hooks.inspect === undefined) continue;
      const found = await work.as(step, () => step.hooks.inspect?.(work.context));
      if (found === 'broken') return 'broken';
      if (found === 'missing') result = 'missing';
    }
    for (const step of steps) if (await work.hasSuperseded(step)) return 'broken';
    return result;
  } finally {
    await directory.remove();
  }
}
