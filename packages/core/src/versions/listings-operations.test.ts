import { tagListings } from '@multiarch-mirror/testing';
import { describe, expect, it } from 'vitest';
import { tagsOf, window } from './window.fixture.ts';

const { certManager, jenkins, nginx, traefik } = tagListings;

type Case = [name: string, fields: Parameters<typeof window>[0], expected: string];

/** What a maintainer of a mirror gets of what runs and builds applications, the highest first. */
const images: [image: string, listed: string[], cases: Case[]][] = [
  [
    'nginx',
    nginx,
    [
      ['stable', { semver: '~1.26', keep: 2 }, '1.26.3 1.26.2'],
      [
        'stable ones alone, by leaving odd minors out',
        { semver: '*', keep: 5, exclude: ['^1\\.\\d*[13579]\\.'] },
        '1.26.3 1.26.2 1.26.1 1.26.0 1.24.0',
      ],
      [
        'a variant of a variant',
        { semver: '>=1.26-alpine-slim', keep: 2 },
        '1.27.4-alpine-slim 1.27.3-alpine-slim',
      ],
    ],
  ],
  [
    'traefik',
    traefik,
    [
      ['a version in both spellings is one', { semver: '>=3', keep: 2 }, 'v3.3.4 3.3.4 v3.3.3 3.3.3'],
      ['one spelling by regex', { regex: '^v3\\.\\d+\\.\\d+$', keep: 2 }, 'v3.3.4 v3.3.3'],
      ['and its aliases', { regex: '^v3[.\\d]*$', keep: 1, aliases: true }, 'v3.3.4 v3.3 v3'],
      [
        'candidates',
        { semver: '3.3', prereleases: true, exclude: ['^v', '\\.[1-4]$'] },
        '3.3.0 3.3.0-rc2 3.3.0-rc1',
      ],
    ],
  ],
  [
    'jenkins',
    jenkins,
    [
      [
        'weekly releases of two parts beside long-term ones of three',
        { semver: '*', keep: 2 },
        '2.499 2.498',
      ],
      ['long-term ones', { regex: '^2\\.\\d+\\.\\d+$', keep: 3 }, '2.492.2 2.492.1 2.479.3'],
      [
        'with a JDK',
        { semver: '>=2.479-lts-jdk17', keep: 3 },
        '2.492.2-lts-jdk17 2.492.1-lts-jdk17 2.479.3-lts-jdk17',
      ],
    ],
  ],
  [
    'cert-manager',
    certManager,
    [
      ['with a v', { semver: '>=1.16', keep: 3 }, 'v1.17.1 v1.17.0 v1.16.4'],
      [
        'pre-releases with dots',
        { semver: '>=1.17', prereleases: true },
        'v1.17.1 v1.17.0 v1.17.0-beta.0 v1.17.0-alpha.0',
      ],
    ],
  ],
];

describe.each(images)('%s', (_image, listed, cases) => {
  it.each(cases)('%s: %o', (_name, fields, expected) => {
    expect(tagsOf(window(fields), listed).join(' ')).toBe(expected);
  });
});
