import { branded } from './branded.ts';
import { formatPlace, type Place } from './place.ts';
import { redact } from './redact.ts';

export interface MirrorErrorOptions {
  /** What the reader can do about it: one sentence in the imperative. */
  hint?: string;
  /** Where it happened. */
  place?: Place;
  /** What caused it; kept for debugging, never printed as it is. */
  cause?: unknown;
}

/**
 * Every error that `mirror` raises on purpose. `code` is stable (`MIRROR_…`): tests, scripts and reports rely on it;
 * message and hint are prose and may change. Secrets that were registered are cut out of both.
 */
export class MirrorError extends Error {
  readonly code: string;
  readonly hint: string | undefined;
  readonly place: Place;

  constructor(code: string, message: string, options: MirrorErrorOptions = {}) {
    super(redact(message), options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.hint = options.hint === undefined ? undefined : redact(options.hint);
    this.place = options.place ?? {};
  }

  /** The same error with what an outer layer knows of the place; what was known nearer to the fault stays. */
  at(place: Place): this {
    Object.assign(this.place, { ...place, ...this.place });
    return this;
  }

  /** `place: message`, or the message alone where no place is known. */
  describe(): string {
    const place = formatPlace(this.place);
    return place === '' ? this.message : `${place}: ${this.message}`;
  }
}

branded(MirrorError);

/**
 * Any thrown value as a MirrorError: itself if it is one, otherwise wrapped under `code`
 * (default `MIRROR_INTERNAL`, a bug of ours).
 */
export function toMirrorError(thrown: unknown, code = 'MIRROR_INTERNAL', hint?: string): MirrorError {
  if (thrown instanceof MirrorError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new MirrorError(code, message, { cause: thrown, ...(hint === undefined ? {} : { hint }) });
}
