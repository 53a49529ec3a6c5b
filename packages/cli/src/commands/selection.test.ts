import type { Report } from '@multiarch-mirror/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exitCodes } from '../exit-code.ts';
import { Registries } from './registries.fixture.ts';

let registries: Registries;
beforeEach(async () => {
  registries = await Registries.open();
});
afterEach(() => registries.close());

describe('what the manifest holds back, on the command line', () => {
  it('deny: the plan has the reason, the run publishes nothing of it, and both exit with 0', async () => {
    for (const tag of ['1.0.0', '1.1.0']) await registries.publish('app', tag);
    const deny = [{ tag: '1.1.0', reason: 'loses attachments' }];
    await registries.write({ name: 'app', tags: { semver: '*', latest: true }, deny });
    const plan = await registries.mirror('plan');
    expect(plan.stdout).toContain('1.1.0 (denied: loses attachments)');
    expect(plan.stdout).toContain('follows 1.0.0');
    expect((await registries.mirror('run')).code).toBe(exitCodes.done);
    expect(Object.keys(registries.tags('app')).toSorted()).toEqual(['1.0.0', 'latest']);
  });

  it('minimumAge: deferred until a date, exit 0, and no work for --exit-code', async () => {
    await registries.publish('app', '1.0.0');
    await registries.write({ name: 'app', tags: ['1.0.0'], minimumAge: '3d' });
    const run = await registries.mirror('run');
    expect(run.code).toBe(exitCodes.done);
    expect(run.stdout).toMatch(/⏸ app:1\.0\.0 deferred: younger than minimumAge until \d{4}-\d\d-\d\dT/);
    expect(run.stdout).toMatch(/^1 deferred in /m);
    expect(registries.tags('app')).toEqual({});
    const plan = await registries.mirror('plan', '--exit-code');
    expect(plan.code).toBe(exitCodes.done);
    expect(plan.stdout).toMatch(/… deferred {2}1\.0\.0 {2}younger than minimumAge, until /);
    const { images } = JSON.parse((await registries.mirror('run', '--json')).stdout) as Report;
    expect(images).toMatchObject([{ status: 'deferred', reason: 'minimumAge', until: expect.any(String) }]);
  });

  it('latest: stays below a version that failed, and the run says so', async () => {
    await registries.publish('app', '1.0.0');
    await registries.write({ name: 'app', tags: { semver: '*', latest: true } });
    await registries.mirror('run');
    await registries.publish('app', '2.0.0', ['amd64']);
    const { code, stdout, stderr } = await registries.mirror('run');
    expect(code).toBe(exitCodes.failed);
    expect(stderr).toBe('info: app: latest follows 1.0.0, since 2.0.0 is not published\n');
    expect(stdout).toMatch(/^2 unchanged, 1 failed in /m);
    const { latest, '1.0.0': first } = registries.tags('app');
    expect(latest).toBe(first);
  });

  it('latest: goes back where the manifest lets it', async () => {
    for (const tag of ['1.0.0', '2.0.0']) await registries.publish('app', tag);
    await registries.write({ name: 'app', tags: { semver: '*', latest: true } });
    await registries.mirror('run');
    await registries.write({ name: 'app', tags: { semver: '<2', latest: true } });
    const plan = await registries.mirror('plan', '--explain');
    expect(plan.stdout).toContain('stays at 2.0.0, 1.0.0 is lower (unchanged)');
    await registries.write({ name: 'app', tags: { semver: '<2', latest: { downgrade: true } } });
    expect((await registries.mirror('run')).code).toBe(exitCodes.done);
    const { latest, '1.0.0': first } = registries.tags('app');
    expect(latest).toBe(first);
  });
});

describe('missingPlatform, on the command line', () => {
  beforeEach(async () => {
    await registries.publish('app', '1.0.0', ['amd64']);
  });

  it.each([
    ['fail', exitCodes.failed, '✖ app:1.0.0 failed [MIRROR_PLATFORM_MISSING]', false],
    ['wait', exitCodes.done, '⏸ app:1.0.0 deferred: upstream lacks a platform', false],
    ['warn', exitCodes.done, 'warning: app: upstream lacks linux/arm64; published without', true],
    ['allow', exitCodes.done, '✔ app:1.0.0 created', true],
  ])('%s', async (missingPlatform, code, said, published) => {
    await registries.write({ name: 'app', tags: ['1.0.0'], missingPlatform });
    const run = await registries.mirror('run');
    expect(run.code).toBe(code);
    expect(`${run.stdout}${run.stderr}`).toContain(said);
    expect('1.0.0' in registries.tags('app')).toBe(published);
  });

  it.each([['fail'], ['wait'], ['warn'], ['allow']])(
    'none at all is an error, with %s',
    async (missingPlatform) => {
      await registries.write({ name: 'app', tags: ['1.0.0'], missingPlatform, platforms: ['linux/s390x'] });
      expect((await registries.mirror('run')).code).toBe(exitCodes.failed);
    },
  );

  it('completes what was published without one as an update', async () => {
    await registries.write({ name: 'app', tags: ['1.0.0'], missingPlatform: 'allow' });
    await registries.mirror('run');
    const whole = await registries.publish('app', '1.0.0');
    const { stdout } = await registries.mirror('run');
    expect(stdout).toContain('✔ app:1.0.0 updated');
    expect(registries.tags('app')).toEqual({ '1.0.0': whole });
  });
});

describe('an assembly, on the command line', () => {
  it('is put together from two references, in a window', async () => {
    await registries.publish('amd', '1.0.0-amd64', ['amd64']);
    await registries.publish('arm', '1.0.0', ['arm64']);
    const sources = {
      'linux/amd64': `${registries.upstream.host}/team/amd:{tag}-amd64`,
      'linux/arm64': `${registries.upstream.host}/team/arm:{tag}`,
    };
    await registries.write({ name: 'app', sources, tags: { semver: '*', latest: true } });
    const { code, stdout } = await registries.mirror('run');
    expect({ code, stdout }).toMatchObject({
      code: exitCodes.done,
      stdout: expect.stringContaining('✔ app:1.0.0, latest created'),
    });
    expect((await registries.mirror('plan', '--exit-code')).code).toBe(exitCodes.done);
  });
});
