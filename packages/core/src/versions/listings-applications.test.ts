import { tagListings } from '@multiarch-mirror/testing';
import { describe, expect, it } from 'vitest';
import { tagsOf, window } from './window.fixture.ts';

const { grafana, homeAssistant, keycloak, mattermost, nextcloud, outline, wordpress } = tagListings;

type Case = [name: string, fields: Parameters<typeof window>[0], expected: string];

/** What a maintainer of a mirror gets of applications, the highest first. */
const images: [image: string, listed: string[], cases: Case[]][] = [
  [
    'mattermost',
    mattermost,
    [
      [
        'the contract: the last ten',
        { semver: '>=10', keep: 10 },
        '10.5.1 10.5.0 10.4.2 10.4.1 10.4.0 10.3.4 10.3.3 10.3.2 10.3.1 10.3.0',
      ],
      [
        'aliases go with the version that they stand for',
        { semver: '>=10.4', keep: 2, aliases: true },
        '10.5.1 10.5 10 10.5.0',
      ],
      [
        'candidates when they are asked for',
        { semver: '>=10.5', prereleases: true, keep: 4 },
        '10.6.0-rc1 10.5.1 10.5.0 10.5.0-rc2',
      ],
      ['or when the range names one', { semver: '>=10.6.0-rc1' }, '10.6.0-rc1'],
      ['an extended release', { semver: '9.5.x', keep: 2 }, '9.5.14 9.5.13'],
      ['commits of digits alone, and with letters, are no versions', { semver: '>11' }, ''],
      [
        'branches in the order of their versions',
        { regex: '^release-\\d+\\.\\d+$', keep: 3 },
        'release-10.6 release-10.5 release-10.4',
      ],
    ],
  ],
  [
    'outline',
    outline,
    [
      ['the contract: by regex', { regex: '^\\d+\\.\\d+\\.\\d+$', keep: 3 }, '0.83.0 0.82.0 0.81.1'],
      ['by range: test builds behind a hyphen are none', { semver: '*', keep: 3 }, '0.83.0 0.82.0 0.81.1'],
      ['another spelling', { regex: '^version-', keep: 2 }, 'version-0.69.0 version-0.68.0'],
    ],
  ],
  [
    'nextcloud',
    nextcloud,
    [
      ['without channels', { semver: '>=30', keep: 3 }, '31.0.2 31.0.1 31.0.0'],
      ['a variant of two words', { semver: '31-fpm-alpine', keep: 1 }, '31.0.2-fpm-alpine'],
      [
        'candidates in two spellings: one is the alias of the other',
        { semver: '19', prereleases: true, keep: 2 },
        '19.0.9RC1 19.0.7RC1',
      ],
    ],
  ],
  [
    'wordpress',
    wordpress,
    [
      ['plain', { semver: '*', keep: 2 }, '6.7.2 6.7.1'],
      [
        'a variant with a version in it',
        { semver: '6.7-php8.3-fpm', keep: 2 },
        '6.7.2-php8.3-fpm 6.7.1-php8.3-fpm',
      ],
      ['the other image, by its prefix', { regex: '^cli-\\d+\\.\\d+\\.\\d+$' }, 'cli-2.11.0 cli-2.10.0'],
    ],
  ],
  [
    'grafana',
    grafana,
    [
      ['neither distributions nor builds', { semver: '>=11', keep: 3 }, '11.6.0 11.5.2 11.5.1'],
      ['a distribution', { semver: '>=11-ubuntu', keep: 2 }, '11.6.0-ubuntu 11.5.2-ubuntu'],
      [
        'the same by regex, which takes security releases and no builds',
        { regex: '-ubuntu$', keep: 3 },
        '11.6.0-ubuntu 11.6.0-security-01-ubuntu 11.5.2-ubuntu',
      ],
      [
        'builds are pre-releases, by their number',
        { semver: '>=12', prereleases: true, keep: 2 },
        '12.0.0-84700pre 12.0.0-84231pre',
      ],
      ['a bad minor left out', { semver: '*', keep: 1, exclude: ['^11\\.6\\.'] }, '11.5.2'],
    ],
  ],
  [
    'keycloak',
    keycloak,
    [
      ['without rebuilds', { semver: '>=25', keep: 2 }, '26.1.4 26.1.3'],
      [
        'rebuilds by regex, the last one first',
        { regex: '^26\\.1\\.\\d+(-\\d+)?$', keep: 4 },
        '26.1.4-1 26.1.4-0 26.1.4 26.1.3-0',
      ],
      [
        'releases in the way of Java',
        { semver: '4.8', prereleases: true, exclude: ['[1-3]\\.Final'] },
        '4.8.0.Final 4.8.0.CR1 4.8.0.Beta1',
      ],
    ],
  ],
  [
    'home-assistant',
    homeAssistant,
    [
      ['calendar versions', { semver: '>=2024.11', keep: 2 }, '2025.3.4 2025.3.3'],
      ['months are aliases', { semver: '2024', keep: 1, aliases: true }, '2024.12.5 2024.12'],
      [
        'daily builds come before betas',
        { semver: '2024.1 || 2025.4', prereleases: true, exclude: ['b[1-5]$', '^2024.1.[1-4]$'] },
        '2025.4.0b6 2025.4.0b0 2024.1.0 2024.1.0.dev20231204',
      ],
      ['daily builds', { semver: '>=2025.5', prereleases: true, keep: 1 }, '2025.5.0.dev202503310230'],
    ],
  ],
];

describe.each(images)('%s', (_image, listed, cases) => {
  it.each(cases)('%s: %o', (_name, fields, expected) => {
    expect(tagsOf(window(fields), listed).join(' ')).toBe(expected);
  });
});
