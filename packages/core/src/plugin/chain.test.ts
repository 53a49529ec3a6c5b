import { MirrorError } from '@multiarch-mirror/errors';
import { describe, expect, it } from 'vitest';
import { defineKind } from './artifact-kind.ts';
import { type ChainEntry, checkChain, stableJson } from './chain.ts';
import { definePlugin, type Plugin } from './plugin.ts';

const Paper = defineKind<string>('paper');

function entry(name: string, plugin: Partial<Plugin>, line: number): ChainEntry {
  return {
    plugin: definePlugin({ name, schema: {}, create: () => ({}), ...plugin }),
    use: { use: name, options: {}, position: { line, column: 5 } },
  };
}

function codeOf(entries: ChainEntry[]): { code: string; line: number | undefined } | undefined {
  try {
    checkChain(entries, 'mirror.config.yaml');
    return undefined;
  } catch (thrown) {
    if (!(thrown instanceof MirrorError)) throw thrown;
    return { code: thrown.code, line: thrown.place.line };
  }
}

describe('checkChain', () => {
  const writer = (line: number) => entry('writer', { produces: [Paper] }, line);
  const reader = (line: number) => entry('reader', { consumes: [Paper] }, line);

  it.each([
    ['a producer before its consumer is sound', [writer(3), reader(4)], undefined],
    ['a consumer without a producer', [reader(3)], { code: 'MIRROR_CHAIN_ORDER', line: 3 }],
    ['a producer that comes too late', [reader(3), writer(4)], { code: 'MIRROR_CHAIN_ORDER', line: 3 }],
    ['the same plugin twice', [writer(3), writer(4)], { code: 'MIRROR_CHAIN_DUPLICATE', line: 4 }],
  ])('%s', (_name, entries, expected) => {
    expect(codeOf(entries)).toEqual(expected);
  });

  it('names both plugins when one comes too late', () => {
    expect(() => checkChain([reader(3), writer(4)], 'm')).toThrow(/reader.*writer/);
  });
});

describe('stableJson', () => {
  it('does not depend on the order of keys, at any depth', () => {
    expect(stableJson({ b: { d: 1, c: [2, { f: 3, e: 4 }] }, a: 0 })).toBe(
      '{"a":0,"b":{"c":[2,{"e":4,"f":3}],"d":1}}',
    );
  });
});
