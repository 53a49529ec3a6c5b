import { profileOf } from './generic.ts';
import type { RegistryProfile } from './profile.ts';

/**
 * The container registry of GitLab, hosted or not. Older ones answer a fallback tag with its subject, which readers of
 * fallback indexes tell by its digest.
 */
export const gitlab: RegistryProfile = profileOf({
  name: 'gitlab',
  match: {
    hosts: [/^registry\.gitlab\.com$/],
    challenges: [/realm="[^"]*\/jwt\/auth".*service="?container_registry"?/i],
    headers: ['gitlab-container-registry-version'],
  },
  asksForTokens: true,
  concurrency: 8,
  immutable: [/protected tag|tag is protected/i],
  pages: [
    {
      name: /^registry\.gitlab\.com\/([^/]+\/[^/]+)/,
      repository: 'https://gitlab.com/$1/container_registry',
    },
  ],
  denials: [
    {
      body: /requested access to the resource is denied/i,
      hint: 'Use a deploy token with write_registry, below a project that exists.',
    },
  ],
});
