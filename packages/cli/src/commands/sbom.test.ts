import { expect, it } from 'vitest';
import { otherReference } from './sbom.ts';

it.each([
  ['ghcr.io/a/b:1', ':2', 'ghcr.io/a/b:2'],
  ['localhost:5000/b', ':2', 'localhost:5000/b:2'],
  ['localhost:5000/b:1@sha256:00', ':2', 'localhost:5000/b:2'],
  ['ghcr.io/a/b:1', '@sha256:00', 'ghcr.io/a/b@sha256:00'],
  ['ghcr.io/a/b:1', 'quay.io/c/d:2', 'quay.io/c/d:2'],
])('beside %s, %s is %s', (reference, other, expected) => {
  expect(otherReference(reference, other)).toBe(expected);
});
