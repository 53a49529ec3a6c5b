import { describe, expect, it } from 'vitest';
import { tokenFrom } from './token.ts';

const now = 1_700_000_000_000;
const lifetime = (answer: object) => (tokenFrom(JSON.stringify(answer), 'r.dev', now).expires - now) / 1000;

describe('the lifetime of a token', () => {
  it.each([
    ['is a minute where nothing is said', { token: 't' }, 45],
    ['is a minute where less is said', { token: 't', expires_in: 5 }, 45],
    ['ends before its time', { token: 't', expires_in: 300 }, 270],
    ['may be a string', { token: 't', expires_in: '3600' }, 3570],
    ['is not nonsense', { token: 't', expires_in: 'soon' }, 45],
  ])('%s', (_, answer, seconds) => {
    expect(lifetime(answer)).toBe(seconds);
  });
});

describe('the answer of a token service', () => {
  it('is read by either name, and with the refresh token that follows', () => {
    const answer = { access_token: 'a', token: '', refresh_token: 'next-refresh-token' };
    expect(tokenFrom(JSON.stringify(answer), 'r.dev', now)).toMatchObject({
      value: 'a',
      refreshToken: 'next-refresh-token',
    });
  });

  it.each(['', '<html>', 'null', '{}', '{"token": 1}', '{"token": "a b"}'])(
    'is an error for %s',
    (answer) => {
      expect(() => tokenFrom(answer, 'r.dev', now)).toThrow(
        expect.objectContaining({ code: 'MIRROR_REGISTRY_ERROR' }),
      );
    },
  );
});
