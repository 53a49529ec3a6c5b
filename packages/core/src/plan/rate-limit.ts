import type { MirrorError } from '@multiarch-mirror/errors';
import { RegistryError } from '@multiarch-mirror/oci';
import type { PlannedTag } from './plan.ts';

/** What a registry's limit puts off, and until when, where it says so; undefined for any other error. */
export function rateLimit(
  error: MirrorError,
): Pick<NonNullable<PlannedTag['deferred']>, 'reason' | 'until'> | undefined {
  if (error.code !== 'MIRROR_RATE_LIMITED') return undefined;
  // An error that several images share is the cause of their own.
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if (!(cause instanceof RegistryError) || cause.retryAt === undefined) continue;
    return { reason: 'rateLimit', until: cause.retryAt.toISOString() };
  }
  return { reason: 'rateLimit' };
}
