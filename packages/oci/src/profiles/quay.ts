import { profileOf } from './generic.ts';
import type { RegistryProfile } from './profile.ts';

/** Quay.io and Red Hat Quay. Older ones refuse an index that mixes media types; all answer 429 under load. */
export const quay: RegistryProfile = profileOf({
  name: 'quay',
  match: { hosts: [/^quay\.io$/, /^registry\.redhat\.io$/], challenges: [/realm="[^"]*\/v2\/auth"/i] },
  asksForTokens: true,
  concurrency: 6,
  immutable: [/TAG_IMMUTABLE/i],
  mixedIndexes: false,
  pages: [
    {
      name: /^quay\.io\/(.+)$/,
      repository: 'https://quay.io/repository/$1',
      tag: 'https://quay.io/repository/$1?tab=tags&tag={tag}',
    },
  ],
  denials: [
    {
      body: /insufficient_scope|access to the requested resource is not authorized/i,
      hint: 'Give the robot account write access to the repository, or the role "creator" in the organization.',
    },
  ],
});
