import { formatRepository, type RepositoryName } from '@multiarch-mirror/oci';
import type { Session } from '../session/session.ts';
import type { ImageRoot } from './root.ts';

/** Roots are small; an index has a few kilobytes. */
const most = 512;

const standing = new WeakMap<Session, Map<string, ImageRoot>>();

/** Remembers a root that the plan has read at the destination, for the run that attaches to it what it lacks. */
export function keepRoot(session: Session, repository: RepositoryName, root: ImageRoot): void {
  const roots = standing.get(session) ?? new Map<string, ImageRoot>();
  standing.set(session, roots);
  roots.set(nameOf(repository, root.raw.descriptor.digest), root);
  const [oldest] = roots.keys();
  if (roots.size > most && oldest !== undefined) roots.delete(oldest);
}

/** Gives it once: whoever asks later reads it anew. */
export function takeRoot(
  session: Session,
  repository: RepositoryName,
  digest: string,
): ImageRoot | undefined {
  const name = nameOf(repository, digest);
  const root = standing.get(session)?.get(name);
  standing.get(session)?.delete(name);
  return root;
}

function nameOf(repository: RepositoryName, digest: string): string {
  return `${formatRepository(repository)} ${digest}`;
}
