import { registerSecret } from '@multiarch-mirror/errors';
import { expect, it } from 'vitest';
import { exitCodes } from './exit-code.ts';
import { RecordingOutput } from './recording-output.fixture.ts';
import { reportBug } from './report-bug.ts';

it('says what nobody caught and where to report it, without secrets', () => {
  registerSecret('a-password-of-somebody');
  const stderr = new RecordingOutput();
  expect(reportBug(new TypeError('no a-password-of-somebody here'), stderr)).toBe(exitCodes.bug);
  expect(stderr.text).toContain('TypeError: no *** here');
  expect(stderr.text).toContain('[MIRROR_INTERNAL]');
  expect(stderr.text).toContain('hint: ');
  expect(stderr.text).not.toContain('a-password-of-somebody');
});
