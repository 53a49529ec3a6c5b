import { expect, it } from 'vitest';
import { rawManifest } from '../manifest.ts';
import { mediaTypes } from '../media-types.ts';
import { KeptManifests } from './kept-manifests.ts';

const manifest = (note: string) =>
  rawManifest(mediaTypes.ociIndex, Buffer.from(note.padEnd(4 * 1024 * 1024)));

it('gives what was kept once, and to the repository that it is of', () => {
  const kept = new KeptManifests();
  const one = manifest('one');
  const { digest } = one.descriptor;
  kept.keep('app', one);
  expect(kept.take('other', digest)).toBeUndefined();
  expect([kept.take('app', digest), kept.take('app', digest)]).toEqual([one, undefined]);
});

it('forgets the oldest when there are too many', () => {
  const kept = new KeptManifests();
  const all = ['1', '2', '3', '4', '5'].map(manifest);
  for (const one of all) kept.keep('app', one);
  kept.keep('app', all[4] ?? manifest('5'));
  expect(all.map(({ descriptor }) => kept.take('app', descriptor.digest) !== undefined)).toEqual([
    false,
    true,
    true,
    true,
    true,
  ]);
});
