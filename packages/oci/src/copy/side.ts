import { MirrorError, type Place, type Side } from '@multiarch-mirror/errors';
import { unchanged } from '../digest.ts';

/** Runs a task and tells its errors which end of the copy they are about, unless they know. */
export async function atSide<T>(side: Side, task: () => Promise<T>): Promise<T> {
  try {
    return await task();
  } catch (error) {
    throw sided(side, error);
  }
}

/** The same for the errors of a stream while it is read: whoever writes it elsewhere would put their own place to them. */
export function streamAtSide(
  side: Side,
  place: Place,
  stream: AsyncIterable<Uint8Array>,
): AsyncIterable<Uint8Array> {
  return unchanged(stream, async function* (source) {
    try {
      yield* source;
    } catch (error) {
      throw sided(side, error, place);
    }
  });
}

function sided(side: Side, error: unknown, place: Place = {}): unknown {
  return error instanceof MirrorError ? error.at({ ...place, side }) : error;
}
