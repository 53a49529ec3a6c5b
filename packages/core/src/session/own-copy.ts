import { MirrorError, PolicyError } from '@multiarch-mirror/errors';

/** An error that several images share, for one of them: each adds its own place. */
export function ownCopy(thrown: unknown): unknown {
  if (!(thrown instanceof MirrorError)) return thrown;
  const { code, message, hint } = thrown;
  const options = { place: { ...thrown.place }, cause: thrown, ...(hint !== undefined && { hint }) };
  return thrown instanceof PolicyError
    ? new PolicyError(message, { ...options, code })
    : new MirrorError(code, message, options);
}
