import type { ImageExplanation, Report } from '@multiarch-mirror/core';
import { tagListings } from '@multiarch-mirror/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exitCodes } from '../exit-code.ts';
import { Registries } from './registries.fixture.ts';

let registries: Registries;
beforeEach(async () => {
  registries = await Registries.open();
});
afterEach(() => registries.close());

describe('plan --explain', () => {
  it.each<[name: string, listed: string[], tags: object]>([
    ['postgres', tagListings.postgres, { semver: '>=16', keep: 3, latest: true }],
    ['postgres with a variant', tagListings.postgres, { semver: '17-alpine', keep: 2, aliases: true }],
    ['gitlab', tagListings.gitlab, { semver: '*', keep: 10 }],
    [
      'traefik',
      tagListings.traefik,
      { regex: '^v3', exclude: ['windows', 'nano'], keep: 2, prereleases: true },
    ],
    ['home-assistant', tagListings.homeAssistant, { semver: '>=2024', aliases: true }],
    ['sonarqube, of which nothing is selected', tagListings.sonarqube, { semver: '>=9' }],
  ])('%s', async (_name, listed, tags) => {
    await registries.list('app', listed);
    await registries.write({ name: 'app', tags });
    const { code, stdout, stderr } = await registries.mirror('plan', '--explain', 'app');
    expect(code).toBe(exitCodes.done);
    // The plan follows; it is another test's.
    const [explanation] = stdout.replaceAll('upstream.test/team', 'docker.io/library').split('\n\n');
    expect(`${stderr}${explanation}\n`).toMatchSnapshot();
  });

  it('names published, denied, held and failed ones apart, then shows the plan', async () => {
    for (const tag of ['1.0.0', '1.1.0', '1.2.0', '1.3.0']) await registries.publish('app', tag);
    await registries.write({ name: 'app', tags: { semver: '*', keep: 2 } });
    await registries.mirror('run');
    await registries.publish('app', '1.4.0');
    await registries.publish('app', '1.5.0');
    await registries.write({
      name: 'app',
      tags: { semver: '*', keep: 3, latest: true },
      deny: [{ tag: '1.4.0', reason: 'broken' }],
      minimumAge: '3d',
    });
    const { stdout } = await registries.mirror('plan', '--explain');
    expect(
      stdout.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'DATE').replace(/sha256:[0-9a-f]+/g, 'DIGEST'),
    ).toMatchSnapshot();
  });

  it('explains every image that is asked for, and literal tags without a listing', async () => {
    await registries.publish('app', '1.0.0');
    await registries.publish('other', '1.0.0');
    await registries.write({ name: 'app', tags: ['1.0.0'] }, { name: 'other', tags: { semver: '*' } });
    const { stdout } = await registries.mirror('plan', '--explain');
    expect(stdout).toMatch(
      /^app: 1 of 1 tag in\n {2}by \["1\.0\.0"\]\n {2}in {3}1 {2}named in the manifest \(create: new\)\n/,
    );
    expect(stdout).toContain('other: 1 of 1 tag in');
    expect((await registries.mirror('plan', '--explain', 'other')).stdout).not.toContain('app: ');
    expect((await registries.mirror('plan')).stdout).not.toContain('tag in');
  });

  it('--json has every tag', async () => {
    await registries.list('app', tagListings.node);
    await registries.write({ name: 'app', tags: { semver: '>=20', keep: 5, aliases: true } });
    const { stdout } = await registries.mirror('plan', '--explain', '--json');
    const { images, explanations } = JSON.parse(stdout) as Report & { explanations: ImageExplanation[] };
    const [explanation] = explanations;
    expect(explanation?.tags.map(({ tag }) => tag).sort()).toEqual(tagListings.node);
    const included = explanation?.tags.filter((tag) => tag.in).map(({ tag }) => tag);
    expect(included).toEqual(images.map(({ destination }) => destination.replace(/^.*:/, '')));
    expect(explanation?.tags.find(({ tag }) => tag === '22.14.0-alpine')).toEqual({
      tag: '22.14.0-alpine',
      in: false,
      kind: 'variant',
      reason: expect.any(String),
      of: 'alpine',
    });
    expect(JSON.parse((await registries.mirror('plan', '--json')).stdout)).not.toHaveProperty('explanations');
  });

  it('cannot be had with --matrix, whose output is for machines', async () => {
    await registries.write({ name: 'app', tags: ['1.0.0'] });
    const { code, stderr } = await registries.mirror('plan', '--explain', '--matrix', '2');
    expect(code).toBe(exitCodes.usage);
    expect(stderr).toContain('[MIRROR_USAGE_CONFLICT]');
  });

  it('--exit-code still means work', async () => {
    await registries.publish('app', '1.0.0');
    await registries.write({ name: 'app', tags: { semver: '*' } });
    expect((await registries.mirror('plan', '--explain', '--exit-code')).code).toBe(exitCodes.work);
  });
});
