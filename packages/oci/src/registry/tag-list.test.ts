import { afterEach, describe, expect, it } from 'vitest';
import { parseRepository } from '../reference.ts';
import { closeAll, makeClient, startStub } from '../stub-client.fixture.ts';

afterEach(closeAll);

interface Answer {
  tags?: unknown;
  link?: string;
  status?: number;
  body?: object;
}

/** The tags that a registry with these pages gives, by path and query. */
async function tagsOf(pages: Record<string, Answer>) {
  const stub = await startStub({
    intercept: (request, response, { host }) => {
      const page = pages[request.url ?? ''];
      if (page === undefined) return false;
      const { tags, link, status = 200, body = { tags } } = page;
      const headers = link === undefined ? {} : { link: link.replace('HOST', host) };
      response.writeHead(status, headers).end(JSON.stringify(body));
      return true;
    },
  });
  const tags = makeClient()
    .repository(parseRepository(`${stub.host}/app`))
    .tags();
  return tags.then((found) => ({ found, stub }));
}

const first = '/v2/app/tags/list?n=1000';

describe('pages of tags', () => {
  it.each([
    ['by a path', '</v2/app/tags/list?last=a>; rel="next"'],
    ['by a URL', '<http://HOST/v2/app/tags/list?last=a>; rel=next'],
    [
      'by a URL of a host that only the registry knows',
      '<http://127.0.0.1:1/v2/app/tags/list?last=a>; rel="next"',
    ],
    ['relative to the page', '<list?last=a>; rel="next"'],
    ['by a query alone', '<?last=a>; rel="next"'],
    ['among other links', '</v2/x>; rel="first", </v2/app/tags/list?last=a>; rel="next"'],
  ])('follow one another %s', async (_, link) => {
    const { found } = await tagsOf({
      [first]: { tags: ['a'], link },
      '/v2/app/tags/list?last=a': { tags: ['b'] },
    });
    expect(found).toEqual(['a', 'b']);
  });

  it('in a circle are an error', async () => {
    const pages = { [first]: { tags: ['a'], link: `<${first}>; rel="next"` } };
    await expect(tagsOf(pages)).rejects.toMatchObject({ code: 'MIRROR_REGISTRY_ERROR' });
  });

  it('are as long as the registry likes where it refuses our size', async () => {
    const { found } = await tagsOf({
      [first]: { status: 400, body: { errors: [{ code: 'PAGINATION_NUMBER_INVALID' }] } },
      '/v2/app/tags/list': { tags: ['a'] },
    });
    expect(found).toEqual(['a']);
  });

  it('may be one of hundreds of thousands', async () => {
    const tags = Array.from({ length: 300_000 }, (_, index) => `t${index}`);
    expect((await tagsOf({ [first]: { tags } })).found).toEqual(tags);
  });

  it.each([
    ['null', null, []],
    ['what is no tag', ['a', '../b', 7, 'c d', ''], ['a']],
  ])('may hold %s', async (_, tags, expected) => {
    expect((await tagsOf({ [first]: { tags } })).found).toEqual(expected);
  });
});
