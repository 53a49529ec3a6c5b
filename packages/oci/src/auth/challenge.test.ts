import { describe, expect, it } from 'vitest';
import { parseChallenges } from './challenge.ts';

describe('parseChallenges', () => {
  it.each([
    ['nothing', undefined, []],
    [
      'a comma in quotes',
      'Bearer realm="https://auth.dev/token",service="reg",scope="repository:a/b:pull,push"',
      [
        {
          scheme: 'bearer',
          parameters: { realm: 'https://auth.dev/token', service: 'reg', scope: 'repository:a/b:pull,push' },
        },
      ],
    ],
    [
      'any case and no quotes',
      'BEARER Realm=https://a.dev/t',
      [{ scheme: 'bearer', parameters: { realm: 'https://a.dev/t' } }],
    ],
    [
      'several in one line',
      'Basic realm="r", Bearer realm="https://a.dev/t",error="insufficient_scope"',
      [
        { scheme: 'basic', parameters: { realm: 'r' } },
        { scheme: 'bearer', parameters: { realm: 'https://a.dev/t', error: 'insufficient_scope' } },
      ],
    ],
    [
      'several lines',
      ['Negotiate', 'Basic realm=""'],
      [
        { scheme: 'negotiate', parameters: {} },
        { scheme: 'basic', parameters: { realm: '' } },
      ],
    ],
    ['an escaped quote', 'Basic realm="a \\"b\\""', [{ scheme: 'basic', parameters: { realm: 'a "b"' } }]],
  ])('reads %s', (_, header, expected) => {
    expect(parseChallenges(header)).toEqual(expected);
  });
});
