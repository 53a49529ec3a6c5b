import { expect, it } from 'vitest';
import { byVersion, systemRelease } from './system-release.ts';

it.each([
  ['debian', '12.11', 'debian 12'],
  ['alpine', '3.20.3', 'alpine 3.20'],
  ['ubuntu', '24.04', 'ubuntu 24.04'],
  ['wolfi', '20230201', 'wolfi '],
  ['somebodys', '1.2.3', 'somebodys 1.2.3'],
])('%s %s is %s', (name, version, release) => {
  expect(systemRelease(name, version)).toBe(release);
});

it('compares patch levels as numbers', () => {
  expect(['3.20.9', '3.20.10', '3.20.1'].sort(byVersion)).toEqual(['3.20.1', '3.20.9', '3.20.10']);
});
