import { tagListings } from '@multiarch-mirror/testing';
import { describe, expect, it } from 'vitest';
import { tagsOf, window } from './window.fixture.ts';

const { gitlab, k3s, searxng, sonarqube, vaultEnterprise } = tagListings;

type Case = [name: string, fields: Parameters<typeof window>[0], expected: string];

/** What a maintainer gets where hardly any version is plain, the highest first. */
const images: [image: string, listed: string[], cases: Case[]][] = [
  [
    'gitlab',
    gitlab,
    [
      [
        'what every version ends with is no variant',
        { semver: '*', keep: 10 },
        '17.10.1-ce.0 17.10.0-ce.0 17.9.3-ce.0 17.9.2-ce.0 17.9.1-ce.0 17.9.0-ce.0 17.8.5-ce.0 17.8.4-ce.0 17.8.3-ce.0 17.8.2-ce.0',
      ],
      ['a range', { semver: '~16.11', keep: 2 }, '16.11.10-ce.0 16.11.9-ce.0'],
      ['a second build is higher', { semver: '11.3.0' }, '11.3.0-ce.1 11.3.0-ce.0'],
      [
        'candidates, whose marker stands before it',
        { semver: '>=17.10', prereleases: true },
        '17.10.1-ce.0 17.10.0-ce.0 17.10.0-rc42.ce.0',
      ],
      [
        'named with the range, with or without the build',
        { semver: '17.10-ce || 17.9.3-ce.0' },
        '17.10.1-ce.0 17.10.0-ce.0 17.9.3-ce.0',
      ],
    ],
  ],
  [
    'vault-enterprise',
    vaultEnterprise,
    [
      [
        'what every version ends with is no variant',
        { semver: '*', keep: 3 },
        '1.19.0-ent 1.18.5-ent 1.18.4-ent',
      ],
      ['what goes on behind it is', { semver: '>=1.18-ent.hsm', keep: 2 }, '1.19.0-ent.hsm 1.18.5-ent.hsm'],
      ['aliases', { semver: '*', keep: 1, aliases: true }, '1.19.0-ent 1.19-ent'],
    ],
  ],
  [
    'k3s',
    k3s,
    [
      [
        'what most versions end with is no variant, processors are',
        { semver: '*', keep: 2 },
        'v1.32.3-k3s1 v1.32.2-k3s1',
      ],
      ['a rebuild is higher', { semver: '1.30.4' }, 'v1.30.4-k3s2 v1.30.4-k3s1'],
      ['the few that are plain are there, too', { semver: '<1.17', keep: 1 }, 'v1.0.1'],
    ],
  ],
  [
    'sonarqube',
    sonarqube,
    [
      ['plain versions ended with 7.1', { semver: '*', keep: 2 }, '7.1 7.0'],
      [
        'an edition, whose builds have a fourth part',
        { semver: '*-community', keep: 2 },
        '25.3.0.104237-community 25.2.0.102705-community',
      ],
      [
        'from a build on',
        { semver: '>=25.1.0.102122-community <25.3.0-community' },
        '25.2.0.102705-community 25.1.0.102122-community',
      ],
      [
        'the aliases of an edition',
        { semver: '9.9-community', keep: 1, aliases: true },
        '9.9.8-community 9.9-community 9-community',
      ],
      ['nothing where every version has one of several editions', { semver: '>=9' }, ''],
    ],
  ],
  [
    'searxng',
    searxng,
    [
      [
        'a commit in every version: by regex',
        { regex: '^\\d{4}\\.\\d+\\.\\d+-[0-9a-f]+$', keep: 1 },
        '2025.3.19-10d3af84b',
      ],
      ['and no range', { semver: '*' }, ''],
    ],
  ],
];

describe.each(images)('%s', (_image, listed, cases) => {
  it.each(cases)('%s: %o', (_name, fields, expected) => {
    expect(tagsOf(window(fields), listed).join(' ')).toBe(expected);
  });
});
