import { tagListings } from '@multiarch-mirror/testing';
import { describe, expect, it } from 'vitest';
import { tagsOf, window } from './window.fixture.ts';

const { elasticsearch, minio, mongo, postgres, rabbitmq, redis, timescaledb, vault } = tagListings;

type Case = [name: string, fields: Parameters<typeof window>[0], expected: string];

/** What a maintainer of a mirror gets of databases and stores, the highest first. */
const images: [image: string, listed: string[], cases: Case[]][] = [
  [
    'postgres',
    postgres,
    [
      ['the last three, without majors, variants and betas', { semver: '>=16', keep: 3 }, '17.4 17.3 17.2'],
      ['with the alias of the last one', { semver: '>=16', keep: 3, aliases: true }, '17.4 17 17.3 17.2'],
      [
        'an alias is in the range where what it stands for is',
        { semver: '<14', keep: 2, aliases: true },
        '13.20 13 13.19',
      ],
      [
        'one variant of one major',
        { semver: '17-alpine' },
        '17.4-alpine 17.3-alpine 17.2-alpine 17.1-alpine 17.0-alpine',
      ],
      [
        'and its alias, which is of the same variant',
        { semver: '17-alpine', keep: 1, aliases: true },
        '17.4-alpine 17-alpine',
      ],
      [
        'a variant with a version of its own is another one',
        { semver: '>=16-alpine3.21', keep: 4 },
        '17.4-alpine3.21 17.3-alpine3.21 17.2-alpine3.21 16.8-alpine3.21',
      ],
      [
        'a variant for each alternative',
        { semver: '16.8-alpine || >=17.3-bookworm' },
        '17.4-bookworm 17.3-bookworm 16.8-alpine',
      ],
      [
        'betas, written without a separator',
        { semver: '17', prereleases: true, exclude: ['\\.[1-4]$'] },
        '17.0 17rc1 17beta3 17beta2 17beta1',
      ],
      ['a range that names a beta takes it', { semver: '>=17beta3 <17.1' }, '17.0 17rc1 17beta3'],
      ['three parts before 10', { semver: '9.6', keep: 2 }, '9.6.24 9.6.23'],
      [
        'plain and variant by regex: plain first',
        { regex: '^17\\.\\d+(-alpine)?$', keep: 3 },
        '17.4 17.4-alpine 17.3',
      ],
    ],
  ],
  [
    'redis',
    redis,
    [
      ['neither candidates nor milestones', { semver: '>=7.2', keep: 4 }, '7.4.2 7.4.1 7.4.0 7.2.7'],
      ['milestones with an M', { semver: '>=8', prereleases: true, keep: 2 }, '8.0-M04 8.0-M03'],
      [
        '`7.4-rc` moved over the candidates and is their alias',
        { semver: '7.4', prereleases: true, exclude: ['\\.[12]$'] },
        '7.4.0 7.4-rc2 7.4-rc1',
      ],
      ['a bug skipped', { semver: '~7.2.0', exclude: ['^7\\.2\\.[0-5]$'] }, '7.2.7 7.2.6'],
      [
        'a distribution',
        { semver: '7.4-bookworm', keep: 1, aliases: true },
        '7.4.2-bookworm 7.4-bookworm 7-bookworm',
      ],
    ],
  ],
  [
    'mongo',
    mongo,
    [
      ['neither Windows nor distributions', { semver: '>=7', keep: 5 }, '8.0.5 8.0.4 8.0.3 8.0.1 8.0.0'],
      ['a distribution', { semver: '8-noble', keep: 2 }, '8.0.5-noble 8.0.4-noble'],
      [
        'candidates between the versions',
        { semver: '8.0', prereleases: true, keep: 3 },
        '8.0.5 8.0.4 8.0.4-rc0',
      ],
    ],
  ],
  [
    'rabbitmq',
    rabbitmq,
    [
      ['plain', { semver: '>=3.13', keep: 2 }, '4.0.7 4.0.6'],
      [
        'with management',
        { semver: '>=3.13-management-alpine', keep: 2 },
        '4.0.7-management-alpine 4.0.6-management-alpine',
      ],
      ['a beta with dots', { semver: '>=4', prereleases: true, keep: 2 }, '4.1.0-beta.1 4.0.7'],
    ],
  ],
  [
    'elasticsearch',
    elasticsearch,
    [
      ['neither snapshots nor processors', { semver: '^8', keep: 3 }, '8.17.4 8.17.3 8.17.2'],
      [
        'snapshots are pre-releases, with a commit in them, too',
        { regex: '^8\\.17\\.0-(amd64|[0-9a-f]{8}.*)$' },
        '8.17.0-amd64',
      ],
      [
        'before alphas and betas',
        { semver: '>=9', prereleases: true },
        '9.0.0-rc1 9.0.0-beta1 9.0.0-SNAPSHOT',
      ],
    ],
  ],
  [
    'minio',
    minio,
    [
      ['no versions', { semver: '*' }, ''],
      [
        'times inside of names, by regex',
        { regex: '^RELEASE\\.[\\dTZ-]+$', keep: 2 },
        'RELEASE.2025-03-12T18-04-18Z RELEASE.2025-02-28T09-55-16Z',
      ],
    ],
  ],
  [
    'timescaledb',
    timescaledb,
    [
      ['one of several endings is a variant', { semver: '>=2.18-pg16', keep: 2 }, '2.19.3-pg16 2.19.2-pg16'],
      ['and no range takes all of them', { semver: '*' }, ''],
      ['moving tags', { regex: '^latest-pg1[67]$' }, 'latest-pg17 latest-pg16'],
    ],
  ],
  [
    'vault',
    vault,
    [
      ['three parts', { semver: '^1.18', keep: 3 }, '1.19.0 1.18.5 1.18.4'],
      [
        'candidates before a beta',
        { semver: '>=1.19', prereleases: true },
        '1.19.0 1.19.0-rc2 1.19.0-rc1 1.19.0-beta1',
      ],
    ],
  ],
];

describe.each(images)('%s', (_image, listed, cases) => {
  it.each(cases)('%s: %o', (_name, fields, expected) => {
    expect(tagsOf(window(fields), listed).join(' ')).toBe(expected);
  });
});
