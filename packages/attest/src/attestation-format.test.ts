import { describe, expect, it } from 'vitest';
import { requiredSets } from './attestation-format.ts';

describe('requiredSets', () => {
  it.each([
    ['both', true, { bundle: true, legacy: true }],
    ['both', false, { bundle: true, legacy: false }],
    ['bundle', true, { bundle: true, legacy: false }],
    ['legacy', true, { bundle: false, legacy: true }],
    ['legacy', false, { bundle: false, legacy: false }],
  ] as const)('%s, legacy subject: %s', (format, legacySubject, sets) => {
    expect(requiredSets(format, legacySubject)).toEqual(sets);
  });
});
