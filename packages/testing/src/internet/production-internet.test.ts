import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openProductionInternet, type ProductionInternet } from './production-internet.ts';

let internet: ProductionInternet;
beforeEach(async () => {
  internet = await openProductionInternet();
});
afterEach(() => internet.close());

interface Answered {
  status: number;
  headers: Record<string, string>;
  text: string;
}

/** Asks from another process that knows nothing of this one but the proxy and the authority. Redirects are not followed. */
async function ask(url: string, init: RequestInit = {}): Promise<Answered> {
  const script = `
    const answer = await fetch(process.argv[1], {redirect: 'manual', ...JSON.parse(process.argv[2])});
    const headers = Object.fromEntries(answer.headers);
    console.log(JSON.stringify({status: answer.status, headers, text: await answer.text()}));`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '-e', script, '--', url, JSON.stringify(init)],
    { env: { ...internet.env, NODE_USE_ENV_PROXY: '1' } },
  );
  return JSON.parse(stdout) as Answered;
}

const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });
const tokenOf = ({ text }: Answered): string => (JSON.parse(text) as { token: string }).token;

describe('a production internet', () => {
  it('answers as GHCR: a token for nothing, no referrers API, blobs by a signed address of another host', async () => {
    const digest = await internet.ghcr.putBlob('acme/app', Buffer.from('content'));
    const challenged = await ask('https://ghcr.io/v2/acme/app/tags/list');
    expect(challenged.headers['www-authenticate']).toBe(
      'Bearer realm="https://ghcr.io/token",service="ghcr.io",scope="repository:acme/app:pull"',
    );
    const token = tokenOf(await ask('https://ghcr.io/token?scope=repository:acme/app:pull&service=ghcr.io'));
    const referrers = await ask(`https://ghcr.io/v2/acme/app/referrers/${digest}`, bearer(token));
    expect(referrers.status).toBe(302);

    const led = await ask(`https://ghcr.io/v2/acme/app/blobs/${digest}`, bearer(token));
    expect(led.status).toBe(307);
    const address = led.headers.location ?? '';
    expect(new URL(address).host).toBe('pkg-containers.githubusercontent.com');
    expect(await ask(address)).toMatchObject({ status: 200, text: 'content' });
    expect((await ask(address, bearer(token))).status).toBe(400);
    expect((await ask(address.replace(/signature=./, 'signature=x'))).status).toBe(403);
  });

  it('answers as Docker Hub: tokens of another host, a pull limit in the headers', async () => {
    const manifest = Buffer.from('{"schemaVersion": 2, "manifests": []}');
    const mediaType = 'application/vnd.oci.image.index.v1+json';
    internet.dockerHub.putManifest('library/app', manifest, { tag: '1.0', mediaType });
    const url = 'https://registry-1.docker.io/v2/library/app/manifests/1.0';
    expect((await ask(url)).headers['www-authenticate']).toContain('realm="https://auth.docker.io/token"');
    const token = tokenOf(await ask('https://auth.docker.io/token?scope=repository:library/app:pull'));
    expect((await ask(url, bearer(token))).headers).toMatchObject({
      'ratelimit-limit': '200;w=21600',
      'ratelimit-remaining': '199;w=21600',
      'docker-content-digest': `sha256:${createHash('sha256').update(manifest).digest('hex')}`,
    });
  });

  it("has GitHub's identity provider and token endpoint", async () => {
    const issuer = 'https://token.actions.githubusercontent.com';
    const { text } = await ask(`${issuer}/.well-known/openid-configuration`);
    expect(JSON.parse(text)).toMatchObject({ issuer, jwks_uri: `${issuer}/.well-known/jwks` });
    expect((await ask(`${issuer}/.well-known/jwks`)).text).toContain('"kid":"local"');
    const { environment } = internet.sigstore;
    const url = `${environment.ACTIONS_ID_TOKEN_REQUEST_URL}&audience=sigstore`;
    expect((await ask(url)).status).toBe(401);
    const given = await ask(url, bearer(environment.ACTIONS_ID_TOKEN_REQUEST_TOKEN));
    const [, claims = ''] = (JSON.parse(given.text) as { value: string }).value.split('.');
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
      iss: issuer,
      repository: 'this-is-tobi/multiarch-mirror',
    });
  });

  it('has the public Sigstore, by its names', async () => {
    expect((await ask('https://tuf-repo-cdn.sigstore.dev/1.root.json')).text).toBe(
      internet.sigstore.rootJson,
    );
    expect((await ask('https://rekor.sigstore.dev/api/v1/log/publicKey')).text).toContain('PUBLIC KEY');
    const body = { method: 'POST', body: '{"credentials": {"oidcIdentityToken": "none"}}' };
    expect((await ask('https://fulcio.sigstore.dev/api/v2/signingCert', body)).status).toBe(401);
    expect(JSON.parse(internet.sigstore.trustedRootJson)).toMatchObject({
      tlogs: [{ baseUrl: 'https://rekor.sigstore.dev' }],
    });
  });

  it("keeps bundles as GitHub's attestations API does", async () => {
    const digest = `sha256:${'a'.repeat(64)}`;
    const statement = { subject: [{ digest: { sha256: 'a'.repeat(64) } }], predicateType: 'x' };
    const payload = Buffer.from(JSON.stringify(statement)).toString('base64');
    const bundle = { dsseEnvelope: { payload } };
    const url = 'https://api.github.com/repos/acme/app/attestations';
    const post = { method: 'POST', body: JSON.stringify({ bundle }) };
    expect((await ask(url, post)).status).toBe(401);
    const allowed = bearer(internet.user.password);
    expect(await ask(url, { ...post, ...allowed })).toMatchObject({ status: 201, text: '{"id":1}' });
    expect((await ask(url, { method: 'POST', body: '{}', ...allowed })).status).toBe(422);
    const read = await ask(`${url}/${digest}`);
    expect(JSON.parse(read.text)).toMatchObject({ attestations: [{ bundle }] });
    expect((await ask(`https://api.github.com/orgs/acme/attestations/${digest}`)).status).toBe(200);
    expect((await ask(`https://api.github.com/repos/acme/other/attestations/${digest}`)).status).toBe(404);
  });

  it('holds nothing else: whoever asks is refused, and closing it says so', async () => {
    const other = await openProductionInternet();
    const asked = promisify(execFile)(
      process.execPath,
      ['-e', 'fetch("https://example.com").catch(() => process.exit(7))'],
      {
        env: { ...other.env, NODE_USE_ENV_PROXY: '1' },
      },
    );
    await expect(asked).rejects.toMatchObject({ code: 7 });
    await expect(other.close()).rejects.toThrow('example.com:443');
  });
});
