import { profileOf } from './generic.ts';
import type { RegistryProfile } from './profile.ts';

/** Amazon ECR, private and public: Basic authorisation with a password of twelve hours, repositories that exist before a push. */
export const ecr: RegistryProfile = profileOf({
  name: 'ecr',
  match: {
    hosts: [/^\d+\.dkr[.-]ecr(-fips)?\.[\w-]+\.(amazonaws\.com(\.cn)?|on\.aws)$/, /^public\.ecr\.aws$/],
  },
  asksForTokens: true,
  // Ten requests a second begin an upload.
  concurrency: 8,
  throttled: [/ThrottlingException|Rate exceeded/i],
  immutable: [/ImageTagAlreadyExistsException|TAG_INVALID/],
  createsRepositories: false,
  denials: [
    {
      body: /authorization token has expired|not authorized to perform: ecr/i,
      hint: 'Log in again ("aws ecr get-login-password" lasts twelve hours), and check the ecr:… permissions of the role.',
    },
  ],
});
