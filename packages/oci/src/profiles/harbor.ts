import { profileOf } from './generic.ts';
import type { RegistryProfile } from './profile.ts';

/** Harbor, which is always self-hosted: known by its challenge. A mount from an unknown project gives 401. */
export const harbor: RegistryProfile = profileOf({
  name: 'harbor',
  match: {
    hosts: [/^([\w-]+\.)*goharbor\.io$/],
    challenges: [/service="?harbor-registry"?/i],
    headers: ['x-harbor-csrf-token'],
  },
  asksForTokens: true,
  immutable: [/configured as immutable/i],
  throttled: [/exceeded the rate limit/i],
  denials: [
    {
      body: /project .*not found/i,
      hint: 'Create the project in Harbor: a push makes repositories, not projects.',
    },
    { body: /quota/i, hint: "Raise the project's storage quota in Harbor, or clean it up." },
  ],
});
