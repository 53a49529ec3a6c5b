import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createKeylessSigner,
  createStatement,
  fixedToken,
  loadTrust,
  predicateTypes,
} from '@multiarch-mirror/attest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalSigstore, startSigstore } from './local-sigstore.ts';
import type { SigstoreFault } from './service.ts';

let sigstore: LocalSigstore;
let directory: string;
beforeAll(async () => {
  sigstore = await startSigstore();
  directory = await mkdtemp(join(tmpdir(), 'tuf-'));
});
afterAll(async () => {
  await sigstore.close();
  await rm(directory, { recursive: true });
});

describe('the TUF repository', () => {
  it('gives the trusted root to who has its root', async () => {
    const tuf = { mirror: sigstore.tufUrl, root: sigstore.rootPath, cachePath: directory };
    const { root } = await loadTrust({ tuf });
    expect(root).toEqual((await loadTrust({ trustedRoot: sigstore.trustedRootPath })).root);
  });

  it('is refused by who has another root', async () => {
    const other = await startSigstore();
    const cachePath = join(directory, 'other');
    const tuf = { mirror: sigstore.tufUrl, root: other.rootPath, cachePath };
    await expect(loadTrust({ tuf })).rejects.toMatchObject({
      code: 'MIRROR_TRUST',
      hint: expect.stringContaining('`root`') as string,
    });
    await other.close();
  });

  it('is refused by who has another root, whatever root was trusted before', async () => {
    const other = await startSigstore();
    const cachePath = join(directory, 'warm');
    const load = (root: string) => loadTrust({ tuf: { mirror: sigstore.tufUrl, root, cachePath } });
    await load(sigstore.rootPath);
    await expect(load(other.rootPath)).rejects.toMatchObject({ code: 'MIRROR_TRUST' });
    await load(sigstore.rootPath);
    await other.close();
  });

  it('is refused when it has expired, with what mends that', async () => {
    const old = await startSigstore({ tufDays: -1 });
    const tuf = { mirror: old.tufUrl, root: old.rootPath, cachePath: join(directory, 'old') };
    await expect(loadTrust({ tuf })).rejects.toMatchObject({
      code: 'MIRROR_TRUST',
      message: expect.stringContaining('expired') as string,
      hint: expect.stringContaining('clock') as string,
    });
    await old.close();
  });

  it.each<[what: string, code: string, hint: string, fault: SigstoreFault]>([
    ['is out of reach when it is busy', 'MIRROR_TRUST_UNREACHABLE', 'trustedRoot', 503],
    ['is out of reach when connections break', 'MIRROR_TRUST_UNREACHABLE', 'trustedRoot', 'lost'],
    ['is none where there is nothing', 'MIRROR_TRUST', 'no TUF repository', 404],
    ['is none where a page is shown', 'MIRROR_TRUST', 'keepers', 'page'],
  ])('%s', async (what, code, hint, fault) => {
    const tuf = { mirror: sigstore.tufUrl, root: sigstore.rootPath, cachePath: join(directory, what) };
    sigstore.break('tuf', fault);
    try {
      await expect(loadTrust({ tuf })).rejects.toMatchObject({
        code,
        hint: expect.stringContaining(hint) as string,
      });
    } finally {
      sigstore.break('tuf', undefined);
    }
  });

  it('is not to blame for a root that is not there', async () => {
    const tuf = {
      mirror: sigstore.tufUrl,
      root: join(directory, 'absent'),
      cachePath: join(directory, 'none'),
    };
    await expect(loadTrust({ tuf })).rejects.toMatchObject({
      code: 'MIRROR_TRUST',
      hint: expect.stringContaining('sigstore.tuf.root') as string,
    });
  });
});

describe('the log', () => {
  it('answers a repeated entry with 409 and the way to the first one', async () => {
    const { fulcioUrl, rekorUrl } = sigstore;
    const identityToken = fixedToken(sigstore.identityToken());
    const subject = { digest: `sha256:${'a'.repeat(64)}` };
    const signed = await createKeylessSigner({ fulcioUrl, rekorUrl, identityToken }).sign(
      createStatement({ subject, predicateType: predicateTypes.sign, predicate: {} }),
    );
    const verifiers = [Buffer.from(signed.certificate ?? '').toString('base64')];
    const entry = {
      apiVersion: '0.0.1',
      kind: 'dsse',
      spec: { proposedContent: { envelope: signed.envelope, verifiers } },
    };
    const answer = await post(entry);
    expect(answer.status).toBe(409);
    const first = await fetch(new URL(answer.headers.get('location') ?? '', rekorUrl));
    expect(Object.values((await first.json()) as object)).toMatchObject([{ logIndex: signed.logIndex }]);
    // Another text of the same envelope is another entry.
    entry.spec.proposedContent.envelope = ` ${signed.envelope}`;
    expect((await post(entry)).status).toBe(201);
  });

  it.each([
    ['an unknown kind', { kind: 'other', apiVersion: '0.0.1', spec: {} }],
    [
      'a signature that does not verify',
      {
        kind: 'dsse',
        apiVersion: '0.0.1',
        spec: {
          proposedContent: {
            envelope: '{"payload":"","payloadType":"","signatures":[{"sig":""}]}',
            verifiers: [],
          },
        },
      },
    ],
  ])('refuses %s', async (_, entry) => {
    expect((await post(entry)).status).toBe(400);
  });

  function post(entry: object): Promise<Response> {
    return fetch(`${sigstore.rekorUrl}/api/v1/log/entries`, { method: 'POST', body: JSON.stringify(entry) });
  }
});

describe('the identity issuer', () => {
  it.each([
    ['no bearer token', {}, 'sigstore', 401],
    ['another audience', undefined, 'other', 400],
  ])('refuses %s', async (_, headers, audience, status) => {
    const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: token } = sigstore.environment;
    const answer = await fetch(`${url}&audience=${audience}`, {
      headers: headers ?? { authorization: `Bearer ${token}` },
    });
    expect(answer.status).toBe(status);
  });
});
