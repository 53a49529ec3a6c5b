import { describe, expect, it, vi } from 'vitest';
import * as ours from './index.ts';

vi.resetModules();
const theirs = await import('./index.ts');

class Derived extends ours.MirrorError {}

describe('errors of another copy of the package', () => {
  it('come from another copy', () => {
    expect(theirs.MirrorError).not.toBe(ours.MirrorError);
  });

  it('are known for what they are', () => {
    const refused = new theirs.PolicyError('refused');
    expect([refused instanceof ours.MirrorError, refused instanceof ours.PolicyError]).toEqual([true, true]);
    const failed = new theirs.MirrorError('MIRROR_X', 'failed');
    expect([failed instanceof ours.MirrorError, failed instanceof ours.PolicyError]).toEqual([true, false]);
    expect(ours.toMirrorError(failed)).toBe(failed);
  });

  it('are none of a class that is derived here', () => {
    expect(new theirs.MirrorError('MIRROR_X', 'failed') instanceof Derived).toBe(false);
    expect(new Derived('MIRROR_X', 'failed') instanceof Derived).toBe(true);
  });

  it.each([undefined, null, 'text', {}, new Error('other')])('%s is none', (value) => {
    expect(value instanceof ours.MirrorError).toBe(false);
  });
});

it('masks a secret that another copy has registered', () => {
  theirs.registerSecret('open sesame');
  expect(ours.redact('say open sesame')).toBe('say ***');
});
