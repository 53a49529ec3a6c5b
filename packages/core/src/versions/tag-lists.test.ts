import { describe, expect, it } from 'vitest';
import type { TagSelector } from '../config/config.ts';
import { tagLists } from './tag-lists.fixture.ts';
import { tagsOf, window } from './window.fixture.ts';

describe('selectTags, on tag lists as registries have them', () => {
  it.each<[name: string, list: keyof typeof tagLists, selector: TagSelector, expected: string[]]>([
    [
      'mattermost: plain versions, not the moving ones',
      'mattermost',
      window({ semver: '>=10', keep: 4 }),
      ['10.4.1', '10.4.0', '10.3.2', '10.3.1'],
    ],
    [
      'mattermost: aliases go with the version that they stand for',
      'mattermost',
      window({ semver: '>=10.3', keep: 1, aliases: true }),
      ['10.4.1', '10.4', '10'],
    ],
    [
      'mattermost: pre-releases when asked for',
      'mattermost',
      window({ semver: '>=10.4', prereleases: true }),
      ['10.5.0-rc2', '10.5.0-rc1', '10.4.1', '10.4.0', '10.4.0-rc1'],
    ],
    [
      'outline: by regex, as the contract has it',
      'outline',
      window({ regex: '^\\d+\\.\\d+\\.\\d+$', keep: 3 }),
      ['0.82.0', '0.81.1', '0.81.0'],
    ],
    ['outline: by range', 'outline', window({ semver: '*', keep: 2 }), ['0.82.0', '0.81.1']],
    [
      'postgres: majors move, two parts are versions',
      'postgres',
      window({ semver: '>=16' }),
      ['17.2', '17.1', '17.0', '16.6', '16.5'],
    ],
    [
      'postgres: with aliases',
      'postgres',
      window({ semver: '>=16', keep: 1, aliases: true }),
      ['17.2', '17'],
    ],
    [
      'postgres: a range on what an alias stands for',
      'postgres',
      window({ semver: '<17', aliases: true, keep: 1 }),
      ['16.6', '16'],
    ],
    [
      'postgres: a variant by regex',
      'postgres',
      window({ regex: '^1[67]\\.\\d+-alpine$', keep: 3 }),
      ['17.2-alpine', '17.1-alpine', '16.6-alpine'],
    ],
    [
      'postgres: betas',
      'postgres',
      window({ semver: '>17', prereleases: true, keep: 2 }),
      ['18beta2', '18beta1'],
    ],
    [
      'node: neither variants nor nightlies',
      'node',
      window({ semver: '>=20', keep: 3 }),
      ['23.5.0', '22.12.0', '20.18.1'],
    ],
    [
      'node: slim only',
      'node',
      window({ regex: '^\\d+\\.\\d+\\.\\d+-bookworm-slim$' }),
      ['22.12.0-bookworm-slim', '20.18.1-bookworm-slim'],
    ],
    [
      'redis: milestones and candidates are out',
      'redis',
      window({ semver: '>=7.2' }),
      ['7.4.1', '7.4.0', '7.2.6'],
    ],
    [
      'redis: `8.0-rc` is an alias of the last candidate',
      'redis',
      window({ semver: '>=8', prereleases: true }),
      ['8.0-rc2', '8.0-rc1', '8.0-M03'],
    ],
    [
      'grafana: neither ubuntu nor builds',
      'grafana',
      window({ semver: '>=11', keep: 3 }),
      ['11.4.0', '11.3.1', '11.3.0'],
    ],
    [
      'grafana: excluded by regex',
      'grafana',
      window({ semver: '>=11', exclude: ['^11\\.3\\.'] }),
      ['11.4.0', '11.2.5'],
    ],
    [
      'keycloak: rebuilds are variants, not versions',
      'keycloak',
      window({ semver: '>=25', keep: 3 }),
      ['26.0.7', '26.0.6', '25.0.6'],
    ],
    [
      'keycloak: releases in the way of Java',
      'keycloakLegacy',
      window({ semver: '*', keep: 2 }),
      ['4.8.3.Final', '4.8.2.Final'],
    ],
    [
      'traefik: a version in both spellings is one version',
      'traefik',
      window({ semver: '>=3', keep: 2 }),
      ['v3.2.3', '3.2.3', 'v3.2.2', '3.2.2'],
    ],
    [
      'gitlab: a suffix of every tag, by regex',
      'gitlab',
      window({ regex: '^17\\.\\d+\\.\\d+-ce\\.\\d+$', keep: 2 }),
      ['17.6.2-ce.0', '17.5.4-ce.0'],
    ],
    ['gitlab: in no range', 'gitlab', window({ semver: '>=17' }), []],
    [
      'ubuntu: years and months, dates aside',
      'ubuntu',
      window({ semver: '>=22.04' }),
      ['24.10', '24.04', '22.04'],
    ],
    [
      'home-assistant: calendar versions',
      'homeAssistant',
      window({ semver: '>=2024.11', keep: 3 }),
      ['2024.12.5', '2024.12.4', '2024.11.3'],
    ],
    [
      'minio: dates inside of words, by regex',
      'minio',
      window({ regex: '^RELEASE\\.[\\dTZ-]+$', keep: 2 }),
      ['RELEASE.2024-12-18T13-15-44Z', 'RELEASE.2024-11-07T00-52-20Z'],
    ],
    [
      'windows: four parts',
      'windows',
      window({ semver: '>=10', keep: 2 }),
      ['10.0.26100.2605', '10.0.20348.2966'],
    ],
    [
      'alpine: an edge date is no version',
      'alpine',
      window({ semver: '>=3.20' }),
      ['3.21.0', '3.20.3', '3.20.2'],
    ],
    [
      'alpine: everything, aliases too',
      'alpine',
      window({ semver: '>=3.20', aliases: true }),
      ['3.21.0', '3.21', '3', '3.20.3', '3.20', '3.20.2'],
    ],
    ['vault: enterprise is a variant', 'vault', window({ semver: '^1.18' }), ['1.18.3', '1.18.2']],
  ])('%s', (_, list, selector, expected) => {
    expect(tagsOf(selector, tagLists[list])).toEqual(expected);
  });
});
