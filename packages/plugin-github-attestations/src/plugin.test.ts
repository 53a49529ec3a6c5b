import type { RequestListener } from 'node:http';
import { predicateTypes } from '@multiarch-mirror/attest';
import { MirrorError, PolicyError } from '@multiarch-mirror/errors';
import { createGithubApi, type GithubApi } from '@multiarch-mirror/testing';
import { type FakeImageContext, fakeImageContext, fakeRunContext } from '@multiarch-mirror/testing/plugin';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkSize } from './bundle.ts';
import { createGithub } from './github.ts';
import { type LoopbackApi, serveApi } from './loopback-api.fixture.ts';
import type { GithubAttestationsOptions } from './options.ts';
import plugin from './plugin.ts';

const token = 'ghs_a-token-of-the-job';
let github: GithubApi;
let api: LoopbackApi;
/** Answers before GitHub does, where it says so. */
let intercept: (...args: Parameters<RequestListener>) => boolean;
beforeEach(async () => {
  github = createGithubApi(token);
  intercept = () => false;
  api = await serveApi((request, response) => {
    if (!intercept(request, response)) github.listener(request, response);
  });
});
afterEach(() => api.close());

/** An image on which a chain has attached a signature, and to the index provenance. */
function attested(): FakeImageContext {
  const image = fakeImageContext();
  const subjects = [image.root, ...image.platforms.map(({ descriptor }) => descriptor)];
  const requests = [
    ...subjects.map((subject) => ({ subject, predicateType: predicateTypes.sign })),
    { subject: image.root, predicateType: predicateTypes.slsaProvenance1 },
  ];
  for (const request of requests) {
    image.promise(request);
    image.standing.push({ ...request, predicate: {} });
  }
  return image;
}

function create(options: GithubAttestationsOptions = {}, environment: Record<string, string> = {}) {
  const known = { GITHUB_API_URL: api.url, GITHUB_REPOSITORY: 'acme/mirror', GITHUB_TOKEN: token };
  return plugin.create(options, fakeRunContext({ environment: { ...known, ...environment } }));
}

/** One answer instead of GitHub's, to requests of a method. */
function answerOnce(method: string, status: number, headers: Record<string, string> = {}, message = 'no') {
  let left = 1;
  intercept = (request, response) => {
    if (request.method !== method || left === 0) return false;
    left -= 1;
    request.resume();
    response.writeHead(status, headers).end(JSON.stringify({ message }));
    return true;
  };
}

describe('github-attestations', () => {
  it('hands over every bundle once, and finds them there afterwards', async () => {
    const image = attested();
    const hooks = create();
    await hooks.check?.();
    expect(await hooks.inspect?.(image)).toBe('missing');
    await hooks.verify?.(image);
    expect(
      github.attestations.map(({ repository, predicateType, subjects }) => [
        repository,
        predicateType,
        ...subjects,
      ]),
    ).toEqual(
      image.promised.map(({ subject, predicateType }) => ['acme/mirror', predicateType, subject.digest]),
    );
    expect(await hooks.inspect?.(image)).toBe('complete');
    await create().verify?.(image);
    expect(github.attestations).toHaveLength(4);
  });

  it('hands over those of the index alone where it is told so, to the repository that it is told', async () => {
    const image = attested();
    await create({ subjects: 'index', repository: 'acme/kept' }).verify?.(image);
    expect(github.attestations.map(({ repository, subjects }) => [repository, ...subjects])).toEqual(
      Array.from({ length: 2 }, () => ['acme/kept', image.root.digest]),
    );
  });

  it('hands over a new statement although one of its type stands already', async () => {
    const image = attested();
    await create().verify?.(image);
    const [first] = github.attestations;
    if (first === undefined) throw new Error('nothing was posted');
    const { bundle } = first as { bundle: { dsseEnvelope: { signatures: { sig: string }[] } } };
    const signature = bundle.dsseEnvelope.signatures[0];
    if (signature !== undefined) signature.sig = 'of an earlier run';
    await create().verify?.(image);
    expect(github.attestations).toHaveLength(5);
  });

  it('takes what GitHub keeps elsewhere for there', async () => {
    const image = attested();
    intercept = (request, response) => {
      if (request.method !== 'GET') return false;
      response
        .writeHead(200)
        .end(JSON.stringify({ attestations: [{ bundle: null, bundle_url: 'https://x.dev/1' }] }));
      return true;
    };
    expect(await create().inspect?.(image)).toBe('complete');
    await create().verify?.(image);
    expect(github.attestations).toEqual([]);
  });

  it.each([
    ['a token that GitHub does not know', 401, 'MIRROR_GITHUB_TOKEN'],
    ['a token without `attestations: write`', 403, 'MIRROR_GITHUB_PERMISSION'],
    ['a repository that the token cannot see', 404, 'MIRROR_GITHUB_PERMISSION'],
    ['a bundle that GitHub does not take', 422, 'MIRROR_GITHUB_REFUSED'],
  ])('says what to do about %s', async (_name, status, code) => {
    answerOnce('POST', status, {}, 'Resource not accessible by integration');
    const thrown = await create()
      .verify?.(attested())
      .catch((error: unknown) => error);
    expect(thrown).toMatchObject({
      code,
      hint: expect.any(String),
      message: expect.stringContaining('not accessible'),
    });
    expect(thrown).not.toBeInstanceOf(PolicyError);
    expect(JSON.stringify(thrown) + String((thrown as MirrorError).stack)).not.toContain(token);
    if (status === 403) expect((thrown as MirrorError).hint).toContain('attestations: write');
  });

  it.each([
    ['nothing is set', { GITHUB_TOKEN: '' }, 'MIRROR_GITHUB_TOKEN'],
    ['no repository is known', { GITHUB_REPOSITORY: '' }, 'MIRROR_GITHUB_REPOSITORY'],
  ])('says before anything is copied that %s', async (_name, environment, code) => {
    await expect(create({}, environment).check?.()).rejects.toMatchObject({ code });
  });

  it('says before anything is copied that the token is none', async () => {
    answerOnce('GET', 401);
    await expect(create().check?.()).rejects.toMatchObject({ code: 'MIRROR_GITHUB_TOKEN' });
  });

  it.each([500, 429])('asks again after %i, and hands nothing over twice', async (status) => {
    answerOnce('POST', status, { 'retry-after': '0' });
    await create().verify?.(attested());
    expect(github.attestations).toHaveLength(4);
    expect(api.requests.filter((request) => request.startsWith('POST'))).toHaveLength(5);
  });

  it('waits for a limit that ends soon, and not for one that does not', async () => {
    answerOnce('POST', 403, { 'retry-after': '0' });
    await create().verify?.(attested());
    answerOnce('GET', 403, {
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(Date.now() / 1000 + 3600),
    });
    await expect(create().verify?.(attested())).rejects.toMatchObject({ code: 'MIRROR_GITHUB_UNREACHABLE' });
  });

  it('says so when GitHub cannot be reached', async () => {
    const { signal } = new AbortController();
    const nowhere = createGithub({ url: 'http://127.0.0.1:9', repository: 'a/b', token, signal, pause: 1 });
    await expect(nowhere.list(`sha256:${'0'.repeat(64)}`)).rejects.toMatchObject({
      code: 'MIRROR_GITHUB_UNREACHABLE',
    });
  });

  it('refuses what GitHub would not keep', () => {
    expect(() => checkSize({ a: 'x'.repeat(100) }, 'the SBOM', 50)).toThrow(MirrorError);
    expect(() => checkSize({}, 'the SBOM')).not.toThrow();
  });
});
