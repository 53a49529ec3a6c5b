import { tagListings } from '@multiarch-mirror/testing';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Config } from '../config/index.ts';
import { asked } from '../run/requests.fixture.ts';
import { day, Scene, today } from '../run/scene.fixture.ts';
import { multi } from '../run/test-image.fixture.ts';
import { selectTags } from '../versions/index.ts';
import type { ExplainedTag } from './explanation.ts';

let scene: Scene;
let digest: string;
beforeEach(async () => {
  scene = await Scene.open();
  digest = await scene.publish('app', [], await multi('app'));
});
afterEach(() => scene.close());

/** Upstream then has these tags alone, all of one image. */
function list(tags: Iterable<string>): void {
  const upstream = scene.upstream.repository('lib/app').tags;
  upstream.clear();
  for (const tag of tags) upstream.set(tag, digest);
}

const image = (tags: unknown, more: object = {}) => ({ images: [{ source: 'app', tags, ...more }] });

async function explained(...[manifest, more]: Parameters<Scene['explain']>) {
  const { explanations, ...rest } = await scene.explain(manifest, more);
  const [explanation] = explanations;
  if (explanation === undefined) throw new Error('nothing is explained');
  const byTag = new Map<string, ExplainedTag>(explanation.tags.map((tag) => [tag.tag, tag]));
  return { ...rest, explanation, of: (tag: string) => byTag.get(tag) };
}

describe('an explanation', () => {
  it('has every tag of the listing once, those in first, each part from the highest down', async () => {
    list([
      '1.0.0',
      '1',
      '2.0.0',
      '2.1.0-rc1',
      '2.0.0-alpine',
      '0.9.0',
      'edge',
      'latest',
      `sha256-${'a'.repeat(64)}`,
    ]);
    const { explanation } = await explained(image({ semver: '>=1', keep: 1 }));
    expect(explanation).toMatchObject({
      image: 'app',
      line: expect.any(Number),
      listing: `${scene.upstream.host}/lib/app`,
      destination: `${scene.destination.host}/mirror/app`,
      selector: { semver: '>=1', keep: 1 },
    });
    expect(
      explanation.tags.map(({ tag, in: isIn, kind }) => `${isIn ? 'in' : 'out'} ${kind} ${tag}`),
    ).toEqual([
      'in version 2.0.0',
      'out prerelease 2.1.0-rc1',
      'out variant 2.0.0-alpine',
      'out lower 1.0.0',
      'out alias 1',
      'out outside 0.9.0',
      `out attestation sha256-${'a'.repeat(64)}`,
      'out latest latest',
      'out word edge',
    ]);
    expect(explanation.tags[0]).toEqual({
      tag: '2.0.0',
      in: true,
      kind: 'version',
      reason: 'in >=1',
      position: 1,
      mutable: false,
      action: 'create',
      outcome: 'new',
    });
  });

  it('costs no request of its own', async () => {
    list(['1.0.0', '2.0.0']);
    await scene.plan(image({ semver: '*' }));
    const planned = [asked(scene.upstream).toSorted(), asked(scene.destination).toSorted()];
    scene.forget();
    await scene.explain(image({ semver: '*' }));
    expect([asked(scene.upstream).toSorted(), asked(scene.destination).toSorted()]).toEqual(planned);
  });

  it('says what is denied, held back or failed', async () => {
    list(['1.0.0', '2.0.0', '3.0.0']);
    const deny = [{ tag: '2.0.0', reason: 'breaks on arm64' }];
    const { of } = await explained(image({ semver: '*' }, { deny, minimumAge: '3d' }));
    const until = new Date(today + 3 * day).toISOString();
    expect(of('3.0.0')).toMatchObject({
      in: true,
      position: 1,
      action: 'create',
      deferred: 'minimumAge',
      until,
    });
    expect(of('2.0.0')).toMatchObject({ in: true, position: 2, outcome: 'denied: breaks on arm64' });
    scene.upstream.options.onRequest = ({ reference }) =>
      reference === '1.0.0' ? { kind: 'answer', status: 410 } : undefined;
    const failing = await explained(image({ semver: '*' }, { deny }));
    expect(failing.of('1.0.0')).toMatchObject({ in: true, action: 'create', error: { side: 'source' } });
  });

  it('says what `latest` follows, in place of what upstream calls so', async () => {
    list(['1.0.0', '2.0.0', 'latest']);
    const { of, explanation } = await explained(image({ semver: '*', latest: true }));
    expect(of('latest')).toMatchObject({ in: true, kind: 'latest', of: '2.0.0', reason: 'follows 2.0.0' });
    expect(explanation.tags).toHaveLength(3);
  });

  it('says what is published and stays though it is out by now, or is not even listed', async () => {
    list(['1.0.0', '2.0.0', '3.0.0']);
    await scene.run(image({ semver: '*' }));
    list(['2.0.0', '3.0.0']);
    const { of } = await explained(image({ semver: '*', keep: 1 }));
    expect(of('3.0.0')).toMatchObject({ in: true, outcome: 'published' });
    expect(of('2.0.0')).toMatchObject({ in: false, kind: 'lower', published: true });
    expect(of('1.0.0')).toMatchObject({ in: false, kind: 'unlisted', published: true });
    const literal = await explained(image(['3.0.0']));
    expect(literal.of('2.0.0')).toMatchObject({
      kind: 'unlisted',
      reason: 'no longer named in the manifest',
    });
  });

  it('leaves alone what another entry has published into the same repository', async () => {
    list(['1.0.0', '2.0.0']);
    const other = await scene.publish('other', 'extra', await multi('other'));
    const both = [
      { source: 'app', tags: { semver: '*' } },
      { name: 'app', source: 'other', tags: ['extra'] },
    ];
    await scene.run({ images: both });
    expect(scene.tags('app').extra).toBe(other);
    const { of } = await explained({ images: both.slice(0, 1) });
    expect(of('extra')).toBeUndefined();
  });

  it('asks for no listing for literal tags', async () => {
    list(['1.0.0', '2.0.0']);
    const { explanation } = await explained(image(['1.0.0']));
    expect(explanation).not.toHaveProperty('listing');
    expect(explanation.tags).toMatchObject([
      { tag: '1.0.0', in: true, kind: 'literal', reason: 'named in the manifest' },
    ]);
    expect(asked(scene.upstream)).not.toContain('GET tags');
  });

  it('under a lock, selects from what the lock names and asks upstream for nothing', async () => {
    list(['1.0.0', '2.0.0', '3.0.0']);
    const manifest = image({ semver: '>=2' });
    const { text } = await scene.lock(manifest);
    scene.forget();
    const { explanation } = await explained(manifest, { lock: text });
    expect(explanation).not.toHaveProperty('listing');
    expect(explanation.tags.map(({ tag, in: isIn }) => [tag, isIn])).toEqual([
      ['3.0.0', true],
      ['2.0.0', true],
    ]);
    expect(scene.upstream.requests).toEqual([]);
  });

  it('leaves out an image whose listing failed, without asking again', async () => {
    scene.upstream.options.onRequest = ({ kind }) =>
      kind === 'tags' ? { kind: 'answer', status: 403 } : undefined;
    const { explanations, plan } = await scene.explain(image({ semver: '*' }));
    expect(explanations).toEqual([]);
    expect(plan.repositories[0]?.failures).toHaveLength(1);
    expect(asked(scene.upstream).filter((line) => line === 'GET tags')).toHaveLength(1);
  });

  it('warns of a window that selects nothing', async () => {
    list(tagListings.sonarqube);
    const { warnings, explanation } = await explained(image({ semver: '>=9' }));
    expect(warnings).toEqual([
      `app: none of ${tagListings.sonarqube.length} tags upstream is selected; \`mirror plan --explain app\` says why`,
    ]);
    expect(explanation.tags.filter((tag) => tag.in)).toEqual([]);
  });
});

describe('an explanation and the plan', () => {
  const suffix = fc.constantFrom('', '-rc1', '-alpine', '-ce.0', 'beta2', '-0');
  const version = fc
    .tuple(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 4 }), suffix)
    .map(([parts, end]) => `${parts.join('.')}${end}`);
  const tags = fc.uniqueArray(fc.oneof(version, fc.constantFrom('latest', 'edge', 'v1.2', 'v1.2.3')), {
    maxLength: 25,
  });
  const selector = fc.record(
    {
      semver: fc.constantFrom('*', '>=3', '*-alpine', '<5 || 7-ce'),
      keep: fc.integer({ min: 1, max: 4 }),
      aliases: fc.boolean(),
      prereleases: fc.boolean(),
      exclude: fc.constantFrom<string[]>([], ['^1'], ['rc']),
      latest: fc.boolean(),
    },
    { requiredKeys: ['semver'] },
  );

  it('cannot disagree: what is explained as in is what is selected and planned', async () => {
    await fc.assert(
      fc.asyncProperty(selector, tags, async (chosen, listed) => {
        list(listed);
        const manifest = image(chosen);
        const { plan, explanations } = await scene.explain(manifest);
        const [config] = (scene.config(manifest) satisfies Config).images;
        const selection = config === undefined ? [] : selectTags(config.tags, listed).map(({ tag }) => tag);
        const [repository] = plan.repositories;
        const [explanation] = explanations;
        const included = explanation?.tags.filter((tag) => tag.in).map(({ tag }) => tag) ?? [];
        expect(included).toEqual(repository?.tags.map(({ tag }) => tag));
        expect(included.filter((tag) => tag !== 'latest')).toEqual(selection);
        const all = explanation?.tags.map(({ tag }) => tag) ?? [];
        expect(new Set(all).size).toBe(all.length);
        for (const tag of listed) expect(all).toContain(tag);
      }),
      { numRuns: 40 },
    );
  });

  it.each(Object.entries(tagListings))('agree on the list of %s', async (_name, listed) => {
    list(listed);
    for (const chosen of [
      { semver: '*', keep: 5, aliases: true },
      { regex: 'alpine', prereleases: true, keep: 3 },
    ]) {
      const { plan, explanation } = await explained(image(chosen));
      const included = explanation.tags.filter((tag) => tag.in).map(({ tag }) => tag);
      expect(included).toEqual(plan.repositories[0]?.tags.map(({ tag }) => tag));
      expect(explanation.tags.map(({ tag }) => tag).sort()).toEqual(listed);
    }
  });
});
