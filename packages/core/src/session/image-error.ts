import { MirrorError, toMirrorError } from '@multiarch-mirror/errors';
import type { ImageConfig } from '../config/config.ts';
import { defaultHint } from './default-hint.ts';
import { copyOf } from './own-copy.ts';
import type { Session } from './session.ts';

/** What the manifest asks for needs no advice. */
const waits: ReadonlySet<string> = new Set(['MIRROR_PLATFORM_WAIT']);

/** What was thrown, as an error of this image, with a hint. Whatever fails once the run is interrupted fails because of that. */
export function imageError(session: Session, { name }: ImageConfig, thrown: unknown): MirrorError {
  const error = session.signal.aborted ? interrupted(thrown) : toMirrorError(thrown);
  const advised =
    error.hint === undefined && !waits.has(error.code) ? copyOf(error, defaultHint(error)) : error;
  return advised.at({ image: name });
}

function interrupted(cause: unknown): MirrorError {
  return new MirrorError('MIRROR_INTERRUPTED', 'the run was interrupted before this image was published', {
    hint: 'Run it again: what is at the destination already is not copied twice.',
    cause,
  });
}
