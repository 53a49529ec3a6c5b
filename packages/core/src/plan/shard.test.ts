import { formatRepository } from '@multiarch-mirror/oci';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ImageConfig, validateManifest } from '../config/index.ts';
import { imagesOfShard, parseShard, shardOf } from './shard.ts';

describe('parseShard', () => {
  it.each([
    ['0/1', { index: 0, of: 1 }],
    ['7/8', { index: 7, of: 8 }],
    ['1023/1024', { index: 1023, of: 1024 }],
  ])('%s', (text, shard) => {
    expect(parseShard(text)).toEqual(shard);
  });

  it.each([
    ['nothing', '', 'Write I/N'],
    ['a number alone', '3', 'Write I/N'],
    ['an index that is not set', '/8', 'JOB_COMPLETION_INDEX'],
    ['a word', 'a/b', 'Write I/N'],
    ['a negative index', '-1/8', 'Write I/N'],
    ['a fraction', '1.5/8', 'Write I/N'],
    ['spaces', '1 / 8', 'Write I/N'],
    ['a third number', '1/2/3', 'Write I/N'],
    ['no shards', '0/0', 'from 1 to 1024'],
    ['too many', '0/1025', 'from 1 to 1024'],
    ['one that is counted from 1', '8/8', '0/8 to 7/8'],
  ])('refuses %s', (_name, text, hint) => {
    expect(() => parseShard(text)).toThrow(
      expect.objectContaining({ code: 'MIRROR_USAGE_SHARD', hint: expect.stringContaining(hint) }),
    );
  });
});

const repositories = fc.uniqueArray(fc.stringMatching(/^ghcr\.io\/[a-z0-9]{1,12}\/[a-z0-9]{1,20}$/), {
  maxLength: 60,
});
const counts = fc.integer({ min: 1, max: 40 });

describe('shardOf', () => {
  it('is one of the shards, and always the same', () => {
    fc.assert(
      fc.property(repositories, counts, (names, of) => {
        for (const name of names) {
          expect(shardOf(name, of)).toBe(shardOf(name, of));
          expect(shardOf(name, of)).toBeLessThan(of);
        }
      }),
    );
  });

  it('gives a new shard what it takes, and moves nothing between the others', () => {
    fc.assert(
      fc.property(repositories, counts, (names, of) => {
        for (const name of names) {
          const after = shardOf(name, of + 1);
          if (after !== of) expect(after).toBe(shardOf(name, of));
        }
      }),
    );
  });

  it('spreads a thousand repositories evenly, and moves a ninth of them when a ninth shard comes', () => {
    const names = Array.from({ length: 1000 }, (_, number) => `ghcr.io/acme/mirror/app-${number}`);
    const sizes = Map.groupBy(names, (name) => shardOf(name, 8));
    for (const shard of sizes.values()) expect(shard.length).toBeGreaterThan(80);
    for (const shard of sizes.values()) expect(shard.length).toBeLessThan(170);
    const moved = names.filter((name) => shardOf(name, 8) !== shardOf(name, 9));
    expect(moved.length).toBeGreaterThan(60);
    expect(moved.length).toBeLessThan(165);
  });

  // Whoever changes the hash sends every running deployment's images to other shards.
  it('is the same in every version', () => {
    expect(
      ['debian', 'mattermost', 'outline'].map((name) => shardOf(`ghcr.io/acme/mirror/${name}`, 8)),
    ).toEqual([1, 7, 2]);
  });
});

describe('imagesOfShard', () => {
  const names = [...Array.from({ length: 30 }, (_, number) => `app-${number}`), 'app-1', 'app-2'];
  const images = names.map(
    (name, line) => `  - {name: ${name}, source: docker.io/up/x, tags: ["${line}.0.0"]}`,
  );
  const text = ['version: 1', 'destination: ghcr.io/acme/mirror', 'images:', ...images].join('\n');
  const all = validateManifest(text, { file: 'mirror.config.yaml', environment: {} }).config?.images ?? [];

  it.each([1, 2, 3, 8, 100])(
    '%i shards are everything, each image once, in the order of the manifest',
    (of) => {
      const shards = Array.from({ length: of }, (_, index) => imagesOfShard(all, { index, of }, '/'));
      const lines = (list: readonly ImageConfig[]) => list.map(({ position }) => position.line);
      expect(shards.flatMap(lines).toSorted((a, b) => a - b)).toEqual(lines(all));
      expect(all).toHaveLength(32);
      for (const shard of shards) expect(lines(shard)).toEqual(lines(shard).toSorted((a, b) => a - b));
    },
  );

  it('is the same wherever the manifest lies', () => {
    const layout = (directory: string) => {
      const there = all.map((image) => {
        const path = `${directory}/out/${image.name}`;
        return { ...image, repository: { transport: 'layout' as const, directory: path } };
      });
      return imagesOfShard(there, { index: 1, of: 3 }, directory).map(({ name }) => name);
    };
    expect(layout('/home/one')).toEqual(layout('/srv/two'));
    expect(layout('/home/one')).not.toEqual([]);
  });

  it('leaves a destination repository whole', () => {
    for (const index of Array(8).keys()) {
      const here = new Set(
        imagesOfShard(all, { index, of: 8 }, '/').map(({ repository }) => formatRepository(repository)),
      );
      const there = all.filter(({ repository }) => here.has(formatRepository(repository)));
      expect(imagesOfShard(all, { index, of: 8 }, '/')).toEqual(there);
    }
  });
});
