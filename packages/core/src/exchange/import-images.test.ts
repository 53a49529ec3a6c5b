import { describe, expect, it } from 'vitest';
import { chained } from '../run/attesting.fixture.ts';
import { asked, changes } from '../run/requests.fixture.ts';
import { chain, crossedSides, images } from './both-sides.fixture.ts';

describe('importImages', () => {
  const { sides } = crossedSides();

  it('brings all of it to the other side, tags last, where it verifies, with no other host asked', async () => {
    const asking = sides().sigstore.entries().length;
    const { report, errors } = await sides().gap.import(images);
    expect(errors).toEqual([]);
    expect(report.summary).toMatchObject({ actions: { create: 4 }, statuses: { done: 4 } });
    expect(sides().gap.tags('app')).toEqual({
      '1.0.0': sides().digests[0],
      '2.0.0': sides().digests[1],
      latest: sides().digests[1],
    });
    expect(sides().scene.upstream.requests).toEqual([]);
    expect(sides().scene.destination.requests).toEqual([]);
    expect(Object.keys(report.transfer?.requests ?? {})).toEqual([sides().far.host]);
    expect(sides().sigstore.entries()).toHaveLength(asking);
    const writes = asked(sides().far, 'inside/tool').filter((line) => line.startsWith('PUT manifest'));
    expect(writes.at(-1)).toBe('PUT manifest 1.0');
    expect((await sides().gap.verify(images)).report.summary.statuses).toMatchObject({ done: 4, failed: 0 });
  });

  it('costs a listing and the record the second time, and so does the run there', async () => {
    await sides().gap.import(images);
    sides().far.resetRequests();
    const again = await sides().gap.import(images);
    expect(again.report.summary.actions).toMatchObject({ unchanged: 4 });
    expect(asked(sides().far).sort()).toEqual([
      'GET manifest app',
      'GET manifest tool',
      'GET tags',
      'GET tags',
    ]);
    sides().far.resetRequests();
    const { report } = await sides().gap.run(images);
    expect(report.summary).toMatchObject({ actions: { unchanged: 4 }, statuses: { done: 4 } });
    expect(changes(sides().far)).toEqual([]);
    expect(
      asked(sides().scene.upstream, 'lib/app').filter((line) => line.startsWith('GET manifest')),
    ).toEqual([]);
  });

  it('replaces attestations that were replaced where the image comes from', async () => {
    await sides().gap.import(images);
    const before = sides()
      .far.repository('inside/tool')
      .referrers(sides().digests[2] ?? '').length;
    // The statement is made anew at the origin.
    const repository = sides().scene.destination.repository('mirror/tool');
    for (const tag of [...repository.tags.keys()].filter((one) => one.startsWith('sha256-')))
      repository.tags.delete(tag);
    await sides().scene.run(...chained(sides().sigstore, images, chain));
    await sides().scene.run(
      { ...chained(sides().sigstore, images, chain)[0] },
      { ...chained(sides().sigstore, images, chain)[1], deep: true },
    );
    await sides().exported();
    const { of, errors } = await sides().gap.import(images);
    expect(errors).toEqual([]);
    expect(of('tool:1.0')).toMatchObject({ action: 'update', reason: 'other attestations' });
    expect(
      sides()
        .far.repository('inside/tool')
        .referrers(sides().digests[2] ?? ''),
    ).toHaveLength(before);
    expect((await sides().gap.verify(images)).report.summary.statuses).toMatchObject({ failed: 0 });
  });
});
