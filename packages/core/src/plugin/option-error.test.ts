import { MirrorError } from '@multiarch-mirror/errors';
import { describe, expect, it } from 'vitest';
import { checkOption, OptionError } from './option-error.ts';

describe('checkOption', () => {
  it('gives what the check gives', () => {
    expect(checkOption('identity', () => 7)).toBe(7);
  });

  it('makes what it throws an error of the option, with its code and its hint', () => {
    const fault = new MirrorError('MIRROR_IDENTITY_PATTERN', 'no expression', { hint: 'Write one.' });
    const check = () =>
      checkOption('identity', () => {
        throw fault;
      });
    expect(check).toThrow(OptionError);
    expect(check).toThrow(
      expect.objectContaining({
        option: 'identity',
        code: 'MIRROR_IDENTITY_PATTERN',
        hint: 'Write one.',
        cause: fault,
      }),
    );
  });
});
