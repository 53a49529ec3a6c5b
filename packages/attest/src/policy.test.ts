import { describe, expect, it } from 'vitest';
import { documentedIdentity } from './policy.ts';

const issuer = 'https://token.actions.githubusercontent.com';

describe('documentedIdentity', () => {
  it.each([
    [
      "a workflow's repository",
      {
        issuer,
        identity: String.raw`^https://github\.com/a/b-c\.d/\.github/workflows/m\.yml@refs/heads/main$`,
      },
      String.raw`https://github\.com/a/b-c\.d`,
    ],
    ['another identity as it is', { issuer, identity: '^robot@example$' }, '^robot@example$'],
    [
      'what is given',
      { issuer, identity: '^a$', documentedIdentity: 'https://github.com/a' },
      'https://github.com/a',
    ],
  ])('is %s', (_, policy, pattern) => {
    expect(documentedIdentity(policy).text).toBe(pattern);
  });
});
