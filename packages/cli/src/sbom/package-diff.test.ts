import { expect, it } from 'vitest';
import { diffPackages } from './package-diff.ts';

const packages = (...texts: string[]) =>
  texts.map((text) => {
    const [name = '', version = ''] = text.split(' ');
    return { name, version, purls: [] };
  });

it('tells what was added, removed and changed, by names', () => {
  const before = packages('gone 1', 'same 1', 'newer 1', 'both 1', 'both 2', 'one-less 1', 'one-less 2');
  const after = packages('same 1', 'newer 2', 'both 2', 'both 3', 'one-less 2', 'come 1');
  expect(diffPackages(before, after)).toEqual({
    added: [{ name: 'come', versions: ['1'] }],
    removed: [{ name: 'gone', versions: ['1'] }],
    changed: [
      { name: 'newer', from: ['1'], to: ['2'] },
      { name: 'both', from: ['1'], to: ['3'] },
      { name: 'one-less', from: ['1'], to: [] },
    ],
  });
});

it('says nothing of two that are the same', () => {
  expect(diffPackages(packages('a 1'), packages('a 1'))).toEqual({ added: [], removed: [], changed: [] });
});
