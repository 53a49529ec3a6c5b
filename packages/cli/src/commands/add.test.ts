import { tagListings } from '@multiarch-mirror/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MirrorEnded } from '../program.fixture.ts';
import { Workplace } from './workplace.fixture.ts';

const manifest = `# What we mirror.
version: 1
destination: DEST/mirror   # ours

images:
  # The database.
  - source: SOURCE/base   # moves
    tags: [stable]
`;

describe('mirror add', () => {
  let place: Workplace;
  beforeAll(async () => {
    place = await Workplace.open();
    for (const name of ['base', 'other/base', 'postgres', 'words']) await place.publish(name, 'stable');
    const tags = place.upstream.repository('up/postgres').tags;
    const digest = tags.get('stable') ?? '';
    tags.clear();
    for (const tag of tagListings.postgres) tags.set(tag, digest);
    place.upstream.repository('up/empty');
  });
  afterAll(() => place.close());
  beforeEach(() => place.write('mirror.config.yaml', own(manifest)));

  const own = (text: string): string =>
    text.replaceAll('SOURCE', `${place.upstream.host}/up`).replaceAll('DEST', place.destination.host);
  /** Of the manifest alone: what `add` appended to it. */
  const added = async (): Promise<string> => {
    const text = await place.read('mirror.config.yaml');
    expect(text.startsWith(own(manifest))).toBe(true);
    const { code, stdout } = await place.mirror(['validate']);
    expect({ code, stdout }).toMatchObject({ code: 0 });
    return text.slice(own(manifest).length);
  };
  const add = (source: string, ...argv: string[]): Promise<MirrorEnded> =>
    place.mirror(['add', own(source), ...argv]);

  it.each([
    [
      'what is proposed',
      ['--yes'],
      '  - source: SOURCE/postgres\n    tags: {semver: ">=17", keep: 10, latest: true}\n',
    ],
    [
      'fewer of that, without latest',
      ['--yes', '--keep', '3', '--no-latest'],
      '  - source: SOURCE/postgres\n    tags: {semver: ">=17", keep: 3}\n',
    ],
    [
      'a range',
      ['--semver', '>=16-alpine', '--keep', '2', '--name', 'pg'],
      '  - name: pg\n    source: SOURCE/postgres\n    tags: {semver: ">=16-alpine", keep: 2}\n',
    ],
    [
      'a pattern',
      ['--regex', '^17\\.\\d+$', '--exclude', '^17\\.0$', '--latest'],
      "  - source: SOURCE/postgres\n    tags: {regex: '^17\\.\\d+$', exclude: ['^17\\.0$'], latest: true}\n",
    ],
    [
      'tags, and a place of its own',
      ['--tags', '17.4,17', '--destination', 'DEST/base'],
      '  - source: SOURCE/postgres\n    tags: ["17.4", "17"]\n    destination: DEST/base\n',
    ],
    [
      'other platforms',
      ['--yes', '--platforms', 'linux/amd64'],
      '  - source: SOURCE/postgres\n    tags: {semver: ">=17", keep: 10, latest: true}\n    platforms: [linux/amd64]\n',
    ],
    [
      'platforms as they are anyway',
      ['--yes', '--platforms', 'linux/arm64,linux/amd64'],
      '  - source: SOURCE/postgres\n    tags: {semver: ">=17", keep: 10, latest: true}\n',
    ],
    [
      'a platform that is not there yet',
      ['--yes', '--platforms', 'linux/amd64,linux/s390x'],
      '  - source: SOURCE/postgres\n    tags: {semver: ">=17", keep: 10, latest: true}\n    platforms: [linux/amd64, linux/s390x]\n    missingPlatform: warn\n',
    ],
  ])('writes %s', async (_name, argv, expected) => {
    const { code, stdout, stderr } = await add('SOURCE/postgres', ...argv.map(own));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('is added');
    expect(await added()).toBe(own(expected));
  });

  it('takes a tag that stands behind the source', async () => {
    expect(await add('SOURCE/words:stable')).toMatchObject({ code: 0, stderr: '' });
    expect(await added()).toBe(own('  - source: SOURCE/words\n    tags: [stable]\n'));
  });

  it('adds other tags of what is there to the same repository', async () => {
    expect(await add('SOURCE/postgres', '--semver', '16', '--keep', '1')).toMatchObject({ code: 0 });
    expect(await add('SOURCE/postgres', '--semver', '17', '--keep', '1')).toMatchObject({ code: 0 });
    const third = await add('SOURCE/postgres', '--semver', '>=16', '--keep', '1');
    expect(third).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('[MIRROR_ADD_DUPLICATE]') as string,
    });
  });

  it('shows the change, and writes nothing, with --dry-run', async () => {
    const { code, stdout } = await add('SOURCE/postgres', '--dry-run');
    expect(code).toBe(0);
    const shown = stdout.replaceAll(place.upstream.host, 'upstream.test').replace(/\S+mirror\.c/, 'mirror.c');
    expect(shown).toMatchInlineSnapshot(`
      "upstream.test/up/postgres
        tags       17.4, 17.3, 17.2, 17.1, 17.0, of 389
        platforms  linux/amd64, linux/arm64

         6 |   # The database.
         7 |   - source: upstream.test/up/base   # moves
         8 |     tags: [stable]
      +  9 |   - source: upstream.test/up/postgres
      + 10 |     tags: {semver: ">=17", keep: 10, latest: true}

      mirror.config.yaml is as it was: 1 image would be added
      "
    `);
    expect(await added()).toBe('');
  });

  it('gives a document with --json', async () => {
    const { stdout } = await add('SOURCE/postgres', '--yes', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      written: true,
      image: 'postgres',
      line: 9,
      entry: { tags: { semver: '>=17', keep: 10, latest: true } },
      tags: { selected: ['17.4', '17.3', '17.2', '17.1', '17.0'] },
      platforms: { available: ['linux/amd64', 'linux/arm64'], missing: [] },
      diff: expect.stringContaining('\n+    tags: {semver: ">=17"') as string,
    });
  });

  it.each([
    ['nobody to decide', 'SOURCE/postgres', [], 'MIRROR_ADD_UNDECIDED', 'with --yes (17.4, 17.3'],
    ['what is there already', 'SOURCE/base', ['--yes'], 'MIRROR_ADD_DUPLICATE', 'mirror.config.yaml:7:5'],
    [
      'the same tag again',
      'SOURCE/base:stable',
      [],
      'MIRROR_ADD_DUPLICATE',
      'base:stable is mirrored already',
    ],
    ['another source of this name', 'SOURCE/other/base', ['--yes'], 'MIRROR_ADD_NAME', '--name other-base'],
    ['a repository that is not there', 'SOURCE/nothing', ['--yes'], 'MIRROR_REPOSITORY_UNKNOWN', 'hint:'],
    ['a tag that is not there', 'SOURCE/postgres:17.44', [], 'MIRROR_ADD_TAG', 'Did you mean 17.4?'],
    [
      'a range that takes nothing',
      'SOURCE/postgres',
      ['--semver', '>=90'],
      'MIRROR_ADD_NOTHING',
      'Among them are',
    ],
    ['a range that is none', 'SOURCE/postgres', ['--semver', 'newest'], 'MIRROR_CONFIG_SEMVER', 'hint:'],
    ['a pattern that is none', 'SOURCE/postgres', ['--regex', '('], 'MIRROR_CONFIG_REGEX', 'hint:'],
    [
      'two selectors',
      'SOURCE/postgres:17',
      ['--semver', '17'],
      'MIRROR_USAGE_CONFLICT',
      '--tags and --semver',
    ],
    ['a digest', `SOURCE/base@sha256:${'0'.repeat(64)}`, [], 'MIRROR_ADD_DIGEST', 'mirror lock'],
    ['no reference', 'UPPER CASE', [], 'MIRROR_REFERENCE_INVALID', 'hint:'],
    [
      'an unreachable registry',
      '127.0.0.1:1/a/b',
      ['--yes'],
      'MIRROR_REGISTRY_UNREACHABLE',
      'source 127.0.0.1:1/a/b',
    ],
    [
      'a platform that is not there',
      'SOURCE/words:stable',
      ['--platforms', 'linux/s390x'],
      'MIRROR_ADD_PLATFORM',
      'linux/amd64',
    ],
    [
      'a platform that is none',
      'SOURCE/words:stable',
      ['--platforms', 'arm'],
      'MIRROR_PLATFORM_INVALID',
      'hint:',
    ],
    ['a name that is none', 'SOURCE/words:stable', ['--name', 'A b'], 'MIRROR_CONFIG_', 'hint:'],
  ])('refuses %s', async (_name, source, argv, code, words) => {
    const { code: ended, stdout, stderr } = await add(source, ...argv);
    expect(stderr).toContain(code);
    expect(stderr).toContain(words);
    expect(stdout).toBe('');
    expect([1, 2]).toContain(ended);
    expect(await added()).toBe('');
  });

  it('says how to begin where there is no manifest', async () => {
    const ended = await place.mirror(['add', own('SOURCE/postgres'), '--yes', '--config', 'none.yaml']);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain('`mirror init`');
  });

  it('begins a list that is empty', async () => {
    for (const images of ['images: []\n', 'images:\n']) {
      await place.write('mirror.config.yaml', own(`version: 1\ndestination: DEST/mirror\n${images}`));
      expect(await add('SOURCE/words:stable')).toMatchObject({ code: 0, stderr: '' });
      const text = await place.read('mirror.config.yaml');
      expect(text).toContain(own('images:\n  - source: SOURCE/words\n    tags: [stable]\n'));
    }
  });
});
