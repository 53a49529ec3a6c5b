import { tagListings } from '@multiarch-mirror/testing';
import { describe, expect, it } from 'vitest';
import { flowYaml } from '../config/flow-yaml.ts';
import { proposeTags, type TagProposal } from './propose-tags.ts';

const usual = (range: string): string => `{semver: "${range}", keep: 10, latest: true}`;

/** What is proposed first for each image of the listings, and the highest tags that it takes. */
const first: Record<keyof typeof tagListings, [tags: string, highest: string]> = {
  alpine: [usual('>=3'), '3.21.3 3.21.2'],
  busybox: [usual('>=1'), '1.37.0 1.36.1'],
  certManager: ['{semver: ">=1", keep: 10}', 'v1.17.1 v1.17.0'],
  debian: [usual('>=12'), '12.10 12.9'],
  elasticsearch: ['{semver: ">=8", keep: 10}', '8.17.4 8.17.3'],
  gitlab: [usual('>=17'), '17.10.1-ce.0 17.10.0-ce.0'],
  golang: [usual('>=1'), '1.24.1 1.24.0'],
  grafana: [usual('>=11'), '11.6.0 11.5.2'],
  homeAssistant: [usual('*'), '2025.3.4 2025.3.3'],
  jenkins: [usual('>=2'), '2.499 2.498'],
  k3s: [usual('>=1'), 'v1.32.3-k3s1 v1.32.2-k3s1'],
  keycloak: [usual('>=26'), '26.1.4 26.1.3'],
  mattermost: [usual('>=10'), '10.5.1 10.5.0'],
  minio: [
    "{regex: '^RELEASE\\.\\d{4}-\\d+-\\d+T\\d+-\\d+-\\d+Z$', keep: 10, latest: true}",
    'RELEASE.2025-03-12T18-04-18Z RELEASE.2025-02-28T09-55-16Z',
  ],
  mongo: [usual('>=8'), '8.0.5 8.0.4'],
  nextcloud: [usual('>=31'), '31.0.2 31.0.1'],
  nginx: [usual('>=1'), '1.27.4 1.27.3'],
  node: [usual('>=23'), '23.10.0 23.9.0'],
  outline: [usual('*'), '0.83.0 0.82.0'],
  pause: [usual('>=3'), '3.10.1 3.9'],
  postgres: [usual('>=17'), '17.4 17.3'],
  python: [usual('>=3'), '3.13.2 3.13.1'],
  rabbitmq: [usual('>=4'), '4.0.7 4.0.6'],
  redis: [usual('>=7'), '7.4.2 7.4.1'],
  searxng: [
    "{regex: '^\\d{4}\\.\\d+\\.\\d+-[0-9a-f]+$', keep: 10, latest: true}",
    '2025.3.19-10d3af84b 2025.3.19-e92755d35',
  ],
  sonarqube: ['{semver: ">=25-community", keep: 10}', '25.3.0.104237-community 25.2.0.102705-community'],
  timescaledb: ['{semver: ">=2-pg17", keep: 10}', '2.19.0-pg17 2.18.0-pg17'],
  traefik: ['{semver: ">=3", exclude: [\'^\\d\'], keep: 10, latest: true}', 'v3.3.4 v3.3.3'],
  ubuntu: [usual('*'), '25.04 24.10'],
  vault: [usual('>=1'), '1.19.0 1.18.5'],
  vaultEnterprise: [usual('>=1'), '1.19.0-ent 1.18.5-ent'],
  windows: [usual('>=10'), '2004 1909'],
  wordpress: [usual('>=6'), '6.7.2 6.7.1'],
};

const shown = ({ tags, selected }: TagProposal): [string, string] => [
  flowYaml(tags),
  selected
    .slice(0, 2)
    .map(({ tag }) => tag)
    .join(' '),
];

describe('the first proposal', () => {
  it.each(Object.entries(first))('for %s', (name, expected) => {
    const [proposal] = proposeTags(tagListings[name as keyof typeof tagListings]);
    expect(proposal && shown(proposal)).toEqual(expected);
  });

  it.each([
    ['the major before one that has just begun', ['17.0', '17.1', '18.0'], '{semver: ">=17", keep: 10}'],
    ['the only version', ['1.0.0'], '{semver: ">=1", keep: 10}'],
    ['pre-releases alone', ['1.0.0-rc1', '1.0.0-rc2'], '{semver: "*", keep: 10, prereleases: true}'],
    ['words alone', ['bookworm', 'bookworm-slim', 'latest'], '[latest]'],
    ['words without latest', ['nonroot', 'debug'], '[nonroot]'],
  ])('for %s', (_name, listed, expected) => {
    expect(proposeTags(listed).map(({ tags }) => flowYaml(tags))[0]).toBe(expected);
  });
});

it('has nothing to propose where nothing can be mirrored', () => {
  expect(proposeTags([])).toEqual([]);
  expect(proposeTags([`sha256-${'0'.repeat(64)}.sig`])).toEqual([]);
});

it('goes on with variants, and with latest', () => {
  const tags = proposeTags(tagListings.postgres, 3).map((proposal) => flowYaml(proposal.tags));
  expect(tags).toContain('{semver: ">=17-alpine", keep: 3}');
  expect(tags.at(-1)).toBe('[latest]');
});
