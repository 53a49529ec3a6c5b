import { tagListings } from '@multiarch-mirror/testing';
import { describe, expect, it } from 'vitest';
import { tagsOf, window } from './window.fixture.ts';

const { alpine, busybox, debian, golang, node, pause, python, ubuntu, windows } = tagListings;

type Case = [name: string, fields: Parameters<typeof window>[0], expected: string];

/** What a maintainer of a mirror gets of systems and languages, the highest first. */
const images: [image: string, listed: string[], cases: Case[]][] = [
  [
    'debian',
    debian,
    [
      ['point releases', { semver: '>=12', keep: 3 }, '12.10 12.9 12.8'],
      ['slim ones', { semver: '>=11-slim', keep: 2, aliases: true }, '12.10-slim 12-slim 12.9-slim'],
      [
        'dates of a code name',
        { regex: '^bookworm-\\d+-slim$', keep: 2 },
        'bookworm-20250317-slim bookworm-20250224-slim',
      ],
      ['code names', { regex: '^(bookworm|trixie)-slim$' }, 'trixie-slim bookworm-slim'],
    ],
  ],
  [
    'ubuntu',
    ubuntu,
    [
      [
        'years and months, without dates of code names',
        { semver: '>=22.04' },
        '25.04 24.10 24.04 23.10 23.04 22.10 22.04',
      ],
      ['long-term ones by regex', { regex: '^\\d*[02468]\\.04$', keep: 3 }, '24.04 22.04 20.04'],
      [
        'dates and rebuilds of a code name',
        { regex: '^noble-\\d', keep: 2 },
        'noble-20250415.1 noble-20250404',
      ],
    ],
  ],
  [
    'alpine',
    alpine,
    [
      ['edge dates are no versions', { semver: '*', keep: 3 }, '3.21.3 3.21.2 3.21.1'],
      [
        'aliases go with what they stand for',
        { semver: '>=3.20', keep: 2, aliases: true },
        '3.21.3 3.21 3 3.21.2',
      ],
      ['two parts without a third are versions', { semver: '<3' }, '2.7 2.6'],
      ['edge dates by regex', { regex: '^\\d{8}$', keep: 2 }, '20250108 20240923'],
      [
        'a candidate behind an underscore',
        { semver: '~3.17', prereleases: true, exclude: ['\\.[1-9]0?$'] },
        '3.17.0 3.17.0_rc1',
      ],
    ],
  ],
  [
    'busybox',
    busybox,
    [
      ['plain', { semver: '*', keep: 3 }, '1.37.0 1.36.1 1.36.0'],
      ['one C library', { semver: '*-musl', keep: 2 }, '1.37.0-musl 1.36.1-musl'],
    ],
  ],
  [
    'node',
    node,
    [
      ['three parts', { semver: '>=22', keep: 4 }, '23.10.0 23.9.0 23.8.0 23.7.0'],
      [
        'a variant of two words',
        { semver: '^22-bookworm-slim', keep: 2 },
        '22.14.0-bookworm-slim 22.13.0-bookworm-slim',
      ],
      ['aliases of two lengths', { semver: '^20', keep: 1, aliases: true }, '20.19.0 20.19 20'],
      ['code names by regex', { regex: '^(lts|current)-alpine$' }, 'lts-alpine current-alpine'],
    ],
  ],
  [
    'python',
    python,
    [
      ['without alphas', { semver: '>=3.12', keep: 4 }, '3.13.2 3.13.1 3.13.0 3.12.9'],
      [
        'alphas; `3.14-rc` moves over them and is their alias',
        { semver: '>=3.14', prereleases: true, keep: 2 },
        '3.14.0a6 3.14.0a5',
      ],
      [
        'which `aliases` takes',
        { semver: '>=3.14', prereleases: true, keep: 1, aliases: true },
        '3.14.0a6 3.14-rc',
      ],
      [
        'the same of a variant',
        { semver: '3.14-slim', prereleases: true, keep: 1, aliases: true },
        '3.14.0a6-slim 3.14-rc-slim',
      ],
      [
        'a variant of two words',
        { semver: '3.13-slim-bookworm', keep: 2 },
        '3.13.2-slim-bookworm 3.13.1-slim-bookworm',
      ],
      [
        'candidates after betas after alphas',
        { semver: '3.13', prereleases: true, exclude: ['[2-6]$', '\\.1$'] },
        '3.13.0 3.13.0rc1 3.13.0b1 3.13.0a1',
      ],
    ],
  ],
  [
    'golang',
    golang,
    [
      ['without candidates', { semver: '>=1.23', keep: 3 }, '1.24.1 1.24.0 1.23.7'],
      ['`1.20` is an alias since 1.20.1', { semver: '1.20', keep: 1, aliases: true }, '1.20.14 1.20'],
      ['first releases of old had two parts', { semver: '<1.4', keep: 4 }, '1.3.3 1.3.2 1.3.1 1.3.0'],
      [
        'Windows',
        { semver: '1.23-windowsservercore-ltsc2022', keep: 1 },
        '1.23.7-windowsservercore-ltsc2022',
      ],
      ['from a candidate on', { semver: '>=1.24rc2' }, '1.24.1 1.24.0 1.24rc3 1.24rc2'],
      ['the last daily build', { regex: '^tip-\\d+$', keep: 1 }, 'tip-20250426'],
    ],
  ],
  [
    'windows',
    windows,
    [
      ['four parts', { semver: '10', keep: 2 }, '10.0.26100.2605 10.0.26100.2314'],
      ['all of three parts', { semver: '10.0.20348', keep: 2 }, '10.0.20348.2966 10.0.20348.2849'],
      [
        'a range of fourth parts',
        { semver: '>=10.0.20348.2762 <10.0.20348.2966' },
        '10.0.20348.2849 10.0.20348.2762',
      ],
      ['with a hyphen', { semver: '10.0.20348.2700 - 10.0.20348.2800' }, '10.0.20348.2762'],
      ['exactly one', { semver: '10.0.17763.6659' }, '10.0.17763.6659'],
      ['a processor', { semver: '10.0.26100-amd64', keep: 1 }, '10.0.26100.2605-amd64'],
    ],
  ],
  [
    'pause',
    pause,
    [
      ['3.10 is an alias since 3.10.1', { semver: '*', keep: 3 }, '3.10.1 3.9 3.8'],
      ['which `aliases` takes', { semver: '*', keep: 2, aliases: true }, '3.10.1 3.10 3.9'],
    ],
  ],
];

describe.each(images)('%s', (_image, listed, cases) => {
  it.each(cases)('%s: %o', (_name, fields, expected) => {
    expect(tagsOf(window(fields), listed).join(' ')).toBe(expected);
  });
});
