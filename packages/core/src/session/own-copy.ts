import { MirrorError, PolicyError } from '@multiarch-mirror/errors';

/** An error that several images share, for one of them: each adds its own place. */
export function ownCopy(thrown: unknown): unknown {
  return thrown instanceof MirrorError ? copyOf(thrown, thrown.hint) : thrown;
}

/** The same error with another hint. */
export function copyOf(thrown: MirrorError, hint: string | undefined): MirrorError {
  const { code, message } = thrown;
  const options = { place: { ...thrown.place }, cause: thrown, ...(hint !== undefined && { hint }) };
  return thrown instanceof PolicyError
    ? new PolicyError(message, { ...options, code })
    : new MirrorError(code, message, options);
}
