import { MirrorError } from '@multiarch-mirror/errors';
import { expect, it } from 'vitest';
import { untilFinal } from './until-final.ts';

const failed = (said: string) => new MirrorError('MIRROR_TOOL_FAILED', `cosign ended with 1: ${said}`);

it.each([
  ['a token that has refused the PIN', failed('pkcs11: 0xA0: CKR_PIN_INCORRECT')],
  ['a token that is locked', failed('pkcs11: 0xA4: CKR_PIN_LOCKED')],
  ['a KMS that does not answer', new MirrorError('MIRROR_TOOL_TIMEOUT', 'cosign took longer than 120 s')],
])('%s is asked no more', async (_, fault) => {
  let started = 0;
  const run = untilFinal(async () => {
    started += 1;
    if (started === 2) throw fault;
    return { stdout: '' };
  });
  await run([]);
  await expect(run([])).rejects.toBe(fault);
  await expect(run([])).rejects.toBe(fault);
  expect(started).toBe(2);
});

it.each(['dial tcp 127.0.0.1:443: connect: connection refused', 'CKR_GENERAL_ERROR'])(
  'is asked again after %s',
  async (said) => {
    let started = 0;
    const run = untilFinal(async () => {
      started += 1;
      if (started === 1) throw failed(said);
      return { stdout: 'signed' };
    });
    await expect(run([])).rejects.toThrow(said);
    await expect(run([])).resolves.toEqual({ stdout: 'signed' });
  },
);
