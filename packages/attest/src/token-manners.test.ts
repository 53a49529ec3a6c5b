import { MirrorError } from '@multiarch-mirror/errors';
import { describe, expect, it } from 'vitest';
import type { RunCosign } from './run-cosign.ts';
import { tokenManners } from './token-manners.ts';

const pauses = [0, 0];
const failed = (said: string) => new MirrorError('MIRROR_TOOL_FAILED', `cosign ended with 1: ${said}`);

/** A cosign that says these things in turn, nothing being a success, and the number of times that it was started. */
function cosign(...faults: (string | undefined)[]): { run: RunCosign; started: () => number } {
  let started = 0;
  return {
    started: () => started,
    run: async () => {
      const said = faults[started];
      started += 1;
      if (said !== undefined) throw failed(said);
      return { stdout: 'signed' };
    },
  };
}

describe('a token', () => {
  it('is used by one process at a time', async () => {
    let [running, most] = [0, 0];
    const run = tokenManners(async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      return { stdout: '' };
    });
    await Promise.all([1, 2, 3].map((n) => run([`${n}`])));
    expect(most).toBe(1);
  });

  it.each(['pkcs11: 0x5: CKR_GENERAL_ERROR', 'opening pkcs11 token key: could not find PKCS#11 token'])(
    'is asked again while another has it: %s',
    async (said) => {
      const { run, started } = cosign(said, said, undefined);
      await expect(tokenManners(run, pauses)([])).resolves.toEqual({ stdout: 'signed' });
      expect(started()).toBe(3);
    },
  );

  it('is not asked for ever', async () => {
    const { run, started } = cosign(...Array<string>(9).fill('CKR_DEVICE_ERROR'));
    await expect(tokenManners(run, pauses)([])).rejects.toThrow('CKR_DEVICE_ERROR');
    expect(started()).toBe(3);
  });

  it('is asked once for what does not change, so that a wrong PIN is tried once', async () => {
    const { run, started } = cosign('signer not set', undefined);
    const polite = tokenManners(run, pauses);
    await expect(polite([])).rejects.toThrow('signer not set');
    expect(started()).toBe(1);
    await expect(polite([])).resolves.toBeDefined();
  });
});
