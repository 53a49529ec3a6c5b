import type { ImageConfig } from '../config/config.ts';
import type { Step } from '../plugin/chain.ts';
import type { Session } from '../session/session.ts';

/**
 * The predicate types that a step's statements take the place of in an image's repository: those that each chain gives up which
 * attaches something there, since entries may share digests.
 */
export function supersededTypes(
  session: Pick<Session, 'chain' | 'entriesOf'>,
  image: ImageConfig,
  { hooks: { supersedes = [] } }: Pick<Step, 'hooks'>,
): string[] {
  if (supersedes.length === 0) return [];
  const chains = session
    .entriesOf(image.repository)
    .map((entry) => session.chain(entry).steps)
    .filter((steps) => steps.some(({ hooks }) => hooks.attest !== undefined));
  return supersedes.filter((type) =>
    chains.every((steps) => steps.some(({ hooks }) => hooks.supersedes?.includes(type))),
  );
}
