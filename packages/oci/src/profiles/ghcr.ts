import { profileOf } from './generic.ts';
import type { RegistryProfile } from './profile.ts';

const grant =
  'Give the job "permissions: packages: write", and the repository write access in the package\'s settings ("Manage Actions access").';

/** GitHub Container Registry. */
export const ghcr: RegistryProfile = profileOf({
  name: 'ghcr',
  match: { hosts: [/^ghcr\.io$/, /^containers\.[\w.-]+\.ghe\.com$/] },
  asksForTokens: true,
  // Its endpoint redirects to another host, which answers 404 or 429.
  referrersApi: 'absent',
  // Ranged PATCH over 4 MiB gives 416.
  chunkSize: 'never',
  // 2000 requests a minute for an account; a short burst is answered 429, or 403 with the wait in the body.
  concurrency: 12,
  throttled: [/secondary rate limit|retry-after:?\s*[\d.]+|allowed:\s*\d+\/(second|minute|hour)/i],
  // Manifests put at the same time are sometimes denied without a reason.
  flakyDenials: [/^\s*$/, /"message"\s*:\s*"denied"/],
  // Leads a browser to the page of the package.
  pages: [{ name: /^ghcr\.io\/(.+)$/, repository: 'https://ghcr.io/$1' }],
  denials: [
    { body: /permission_denied: (write|create)_package|not allowed to (write|create)/i, hint: grant },
    {
      body: /permission_denied: read_package|not allowed to read/i,
      hint: 'Give the job "permissions: packages: read", and the repository read access in the package\'s settings.',
    },
    {
      body: /does not match expected scopes/i,
      hint: 'Use a token with the scope write:packages (read:packages is enough for reading).',
    },
    {
      body: /SAML|organization has enabled/i,
      hint: 'Authorize the token for the single sign-on of the organization.',
    },
  ],
});
