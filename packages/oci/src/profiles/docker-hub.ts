import { profileOf } from './generic.ts';
import type { RegistryProfile } from './profile.ts';

/** Docker Hub. GETs of manifests count as pulls, HEADs do not; a limit by address against abuse applies to both. */
export const dockerHub: RegistryProfile = profileOf({
  name: 'docker-hub',
  match: { hosts: [/^docker\.io$/, /^([\w-]+\.)*docker\.(io|com)$/] },
  asksForTokens: true,
  concurrency: 8,
  throttled: [/pull rate limit|increase the limit by authenticating/i],
  countsPulls: true,
  pages: [
    {
      name: /^docker\.io\/library\/(.+)$/,
      repository: 'https://hub.docker.com/_/$1',
      tag: 'https://hub.docker.com/_/$1/tags?name={tag}',
    },
    {
      name: /^docker\.io\/(.+)$/,
      repository: 'https://hub.docker.com/r/$1',
      tag: 'https://hub.docker.com/r/$1/tags?name={tag}',
    },
  ],
  denials: [
    {
      body: /requested access to the resource is denied/i,
      hint: 'Create the repository at Docker Hub, and use a token with the permission to write.',
    },
  ],
});
