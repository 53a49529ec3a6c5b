import { MirrorError } from '@multiarch-mirror/errors';
import { formatRepository } from '@multiarch-mirror/oci';
import { describe, expect, it } from 'vitest';
import { validateManifest } from '../config/index.ts';
import { emptyRecord } from '../record/record.ts';
import { planMatrix } from './matrix.ts';
import type { Plan, PlannedTag, RepositoryPlan } from './plan.ts';

type Tags = Partial<PlannedTag>[];

/** A plan of these images, each with its tags. `{name: more}` with a destination fills a repository elsewhere. */
function planOf(images: Record<string, Tags>, more: Partial<RepositoryPlan> = {}): Plan {
  const lines = Object.keys(images).map((key) => {
    const [name = '', destination] = key.split('@');
    const where = destination === undefined ? '' : `, destination: ${destination}`;
    return `  - {name: ${name}, source: docker.io/up/x, tags: {semver: "*"}${where}}`;
  });
  const text = ['version: 1', 'destination: ghcr.io/acme', 'images:', ...lines].join('\n');
  const { config } = validateManifest(text, { file: 'm.yaml', environment: {} });
  const repositories = (config?.images ?? []).map((image, index): RepositoryPlan => {
    const tags = Object.values(images)[index] ?? [];
    return {
      repository: image.repository,
      tags: tags.map((tag, number) => ({
        image,
        tag: `1.${number}.0`,
        action: 'create',
        reason: 'new',
        upstream: [{ reference: 'x', digest: `sha256:${number}` }],
        missing: [],
        ...tag,
      })),
      failures: [],
      record: emptyRecord(formatRepository(image.repository)),
      listed: new Set(),
      seen: {},
      ...more,
    };
  });
  return { repositories };
}

const nothing: Tags = [{ action: 'unchanged' }];
const images = (plan: Plan, jobs: number) => planMatrix(plan, jobs).include.map((job) => job.images);

describe('planMatrix', () => {
  it('is empty when nothing is to be done', () => {
    expect(JSON.stringify(planMatrix(planOf({ one: nothing, two: nothing }), 8))).toBe('{"include":[]}');
  });

  it('names the images of each job, the heaviest first, and no more jobs than there are images', () => {
    expect(planMatrix(planOf({ one: [{}], two: [{}, {}], three: nothing }), 8)).toEqual({
      include: [
        { name: 'two', images: 'two' },
        { name: 'one', images: 'one' },
      ],
    });
  });

  it('gives each job as much as the others', () => {
    const plan = planOf({
      a: Array.from({ length: 6 }, (_, n) => ({ tag: `${n}` })),
      b: [{}, {}, {}],
      c: [{}, {}],
      d: [{}],
    });
    expect(images(plan, 2)).toEqual(['a', 'b c d']);
  });

  it('weighs by bytes where they are known', () => {
    const size = (copy: number) => [{ size: { image: copy, copy } }];
    const plan = planOf({ big: size(8e9), one: size(3e9), two: size(3e9), three: size(1e9) });
    expect(images(plan, 2)).toEqual(['big', 'one two three']);
  });

  it('counts tags of one digest once, and a repair less than a copy', () => {
    const same = { upstream: [{ reference: 'x', digest: 'sha256:same' }] };
    const plan = planOf({
      aliases: [same, same, same, same],
      two: [{}, {}],
      repairs: [{ action: 'repair', current: 'sha256:1' }],
    });
    expect(images(plan, 3)).toEqual(['two', 'aliases', 'repairs']);
  });

  it.each<[string, Tags, Partial<RepositoryPlan>]>([
    ['could not be planned', [{ error: new MirrorError('MIRROR_X', 'no') }], {}],
    ['waits for a registry', [{ deferred: { reason: 'rateLimit' } }], {}],
    ['the record does not know yet', [{ action: 'unchanged', unrecorded: true }], {}],
    [
      'minimumAge has seen for the first time',
      [{ deferred: { reason: 'minimumAge' } }],
      { seen: { 'sha256:1': '2026-01-01' } },
    ],
  ])('has an image that %s, since only a run sees to it', (_name, tags, more) => {
    expect(images(planOf({ app: tags }, more), 2)).toEqual(['app']);
  });

  it.each<[string, Tags]>([
    ['waits until it is old enough', [{ deferred: { reason: 'minimumAge' } }]],
    ['is denied', [{ action: 'unchanged', denied: true }]],
    ['upstream has moved or removed', [{ action: 'moved' }, { action: 'gone' }]],
  ])('leaves out an image that %s', (_name, tags) => {
    expect(images(planOf({ app: tags }), 2)).toEqual([]);
  });

  it('keeps together what a name cannot tell apart', () => {
    const plan = planOf({ app: [{}], other: [{}], 'app@quay.io/elsewhere': [{}] });
    expect(images(plan, 8)).toEqual(['app', 'other']);
  });

  it('names three images of a job, and how many more there are', () => {
    const plan = planOf({ a: [{}], b: [{}], c: [{}], d: [{}], e: [{}] });
    expect(planMatrix(plan, 1).include).toEqual([{ name: 'a, b, c and 2 more', images: 'a b c d e' }]);
  });
});
