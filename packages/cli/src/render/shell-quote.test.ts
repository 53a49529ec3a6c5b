import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { shellQuote } from './shell-quote.ts';

describe('shellQuote', () => {
  it.each([
    'plain',
    'ghcr.io/this-is-tobi/mirror/mattermost:10.3.1@sha256:ab',
    '^https://github\\.com/a/b/\\.github/workflows/mirror\\.yml@refs/heads/(main|v.*)$',
    "it's",
    '',
    '$(exit 1) `x` "y" !z ~ * ; & | < > # \\',
  ])('is read back by a shell as it was: %j', (word) => {
    expect(execFileSync('sh', ['-c', `printf %s ${shellQuote(word)}`], { encoding: 'utf8' })).toBe(word);
  });

  it('leaves alone what needs no quotes', () => {
    expect(shellQuote('https://token.actions.githubusercontent.com')).toBe(
      'https://token.actions.githubusercontent.com',
    );
  });
});
