import type { ProfileDifferences, RegistryProfile } from './profile.ts';

const megabyte = 1024 * 1024;

/** Any registry that follows the distribution-spec (distribution, zot, olareg, …), and what every profile starts from. */
export const generic: RegistryProfile = {
  name: 'generic',
  match: { hosts: [] },
  referrersApi: 'ask',
  mounts: 'ask',
  asksForTokens: false,
  // Proxies before a registry often limit bodies (Cloudflare: 100 MB).
  chunkSize: 64 * megabyte,
  concurrency: 32,
  throttled: [/rate.?limit|too.?many.?requests|throttl|abuse detection/i],
  immutable: [/immutab|cannot be overwritten|tag.{0,20}already exists/i],
  flakyDenials: [],
  denials: [],
  mixedIndexes: true,
  createsRepositories: true,
  countsPulls: false,
  pages: [],
};

/** A profile from its differences; patterns of refusals are added to the generic ones. */
export function profileOf(differences: ProfileDifferences): RegistryProfile {
  return {
    ...generic,
    ...differences,
    throttled: [...(differences.throttled ?? []), ...generic.throttled],
    immutable: [...(differences.immutable ?? []), ...generic.immutable],
  };
}
