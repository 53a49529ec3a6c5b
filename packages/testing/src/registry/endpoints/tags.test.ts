import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedRegistry, startRegistry } from '../embedded-registry.ts';

const index = Buffer.from(
  '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[]}',
);

describe('tags', () => {
  let registry: EmbeddedRegistry;
  beforeAll(async () => {
    registry = await startRegistry();
    for (const tag of ['v2', 'V1', 'v10', '1', 'v1']) registry.putManifest('a', index, { tag });
  });
  afterAll(async () => await registry.close());

  const cases: [name: string, query: string, tags: string[], link: string | null][] = [
    ['all, in lexical order', '', ['1', 'V1', 'v1', 'v10', 'v2'], null],
    ['the first ones', '?n=2', ['1', 'V1'], '</v2/a/tags/list?n=2&last=V1>; rel="next"'],
    ['the next ones', '?n=2&last=V1', ['v1', 'v10'], '</v2/a/tags/list?n=2&last=v10>; rel="next"'],
    ['the last ones', '?n=2&last=v10', ['v2'], null],
    ['after a tag that does not exist', '?last=a', ['v1', 'v10', 'v2'], null],
    ['none', '?n=0', [], null],
  ];
  it.each(cases)('lists %s', async (_name, query, tags, link) => {
    const answer = await fetch(`${registry.url}/v2/a/tags/list${query}`);
    expect(await answer.json()).toEqual({ name: 'a', tags });
    expect(answer.headers.get('link')).toBe(link);
  });

  it('gives no more than its own page size', async () => {
    registry.options.pageSize = 3;
    const answer = await fetch(`${registry.url}/v2/a/tags/list?n=100`);
    expect(await answer.json()).toEqual({ name: 'a', tags: ['1', 'V1', 'v1'] });
    expect(answer.headers.get('link')).toBe('</v2/a/tags/list?n=100&last=v1>; rel="next"');
    delete registry.options.pageSize;
  });

  it('does not know a repository into which nothing was pushed', async () => {
    expect((await fetch(`${registry.url}/v2/none/tags/list`)).status).toBe(404);
  });
});
