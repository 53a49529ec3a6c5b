import type { RegistryFinding } from '@multiarch-mirror/oci';
import type { Check } from './check.ts';
import type { RegistryUse } from './registry-uses.ts';

/** Pulls for each image that a first run has to make, at least: its index and two platforms. */
const pullsOfImage = 3;

/** What is left of a registry's limit, where it says so, held against what the manifest asks of it. */
export function rateLimitCheck(
  area: string,
  { rateLimit, profile, anonymous }: RegistryFinding & { anonymous: boolean },
  { side, images }: RegistryUse,
): Check[] {
  const login = anonymous ? { hint: 'Log in with "docker login": accounts may pull more.' } : {};
  if (rateLimit === undefined) {
    const isLimited = profile === 'docker-hub' && side === 'source' && anonymous;
    if (!isLimited) return [];
    const message = 'Docker Hub limits anonymous pulls, and does not say what is left';
    return [{ area, status: 'warn', message, ...login }];
  }
  const { remaining, limit, resetMs } = rateLimit;
  const of = limit === undefined ? '' : ` of ${limit}`;
  const until = resetMs === undefined ? '' : `, more in ${Math.ceil(resetMs / 60_000)} min`;
  const message = `${remaining}${of} requests are left${until}`;
  if (remaining >= images * pullsOfImage) return [{ area, status: 'ok', message }];
  const patience = 'What has to wait is deferred, and done by a later run.';
  return [{ area, status: 'warn', message, hint: login.hint ?? patience }];
}
