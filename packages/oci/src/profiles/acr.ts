import { profileOf } from './generic.ts';
import type { RegistryProfile } from './profile.ts';

/** Azure Container Registry. Its helper gives a refresh token under the user `<token>`. */
export const acr: RegistryProfile = profileOf({
  name: 'acr',
  match: { hosts: [/^[\w-]+(\.[\w-]+)?\.azurecr\.(io|cn|us|de)$/] },
  asksForTokens: true,
  concurrency: 12,
  immutable: [/operation is disallowed on this registry, repository or image/i],
  denials: [
    {
      body: /insufficient_scope|not authorized/i,
      hint: 'Give the identity the role AcrPush on the registry.',
    },
  ],
});
