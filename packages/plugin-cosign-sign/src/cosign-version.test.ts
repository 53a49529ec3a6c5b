import type { Exec } from '@multiarch-mirror/core/plugin';
import { fakeRunContext } from '@multiarch-mirror/testing';
import { describe, expect, it } from 'vitest';
import { cosignVersion } from './cosign-version.ts';
import plugin from './plugin.ts';

const says =
  (stdout: string): Exec =>
  async () => ({ stdout, stderr: '' });
const version = (gitVersion: string) => says(JSON.stringify({ gitVersion }));

describe('the version of cosign', () => {
  it.each([
    ['v3.1.2', '3.1.2'],
    ['v3.0.0', '3.0.0'],
    ['4.0.0-rc.1', '4.0.0-rc.1'],
  ])('%s will do', async (said, expected) => {
    const run = fakeRunContext({ exec: version(said) });
    expect(await cosignVersion(run)).toBe(expected);
    expect(run.warnings).toEqual([]);
  });

  it('may be that of a build without one, with a warning', async () => {
    const run = fakeRunContext({ exec: version('devel') });
    expect(await cosignVersion(run)).toBe('devel');
    expect(run.warnings).toHaveLength(1);
  });

  it.each([version('v2.6.4'), version('v0.9.0'), says('GitVersion: v3.1.2'), says('{}')])(
    'is refused where it is too old or cannot be read',
    async (exec) => {
      await expect(cosignVersion(fakeRunContext({ exec }))).rejects.toMatchObject({
        code: 'MIRROR_COSIGN_VERSION',
        hint: expect.any(String),
      });
    },
  );

  it('is asked for by a run that signs with it, and recorded; by no other', async () => {
    const run = fakeRunContext({ exec: version('v3.1.2') });
    await plugin.create({ mode: 'cosign', key: 'awskms:///alias/a' }, run).check?.();
    expect([...run.tools]).toEqual([['cosign', '3.1.2']]);
    expect(plugin.create({}, run)).not.toHaveProperty('check');
    expect(plugin.create({ mode: 'key', key: './a.pem' }, run)).not.toHaveProperty('check');
  });
});
