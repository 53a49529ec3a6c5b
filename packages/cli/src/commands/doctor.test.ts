import { generateKeyPairSync } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import {
  startRegistry as openRegistry,
  type RegistryOptions,
  startSigstore,
} from '@multiarch-mirror/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runMirror } from '../program.fixture.ts';
import { Workplace } from './workplace.fixture.ts';

interface Finding {
  area: string;
  status: string;
  message: string;
  hint?: string;
  code?: string;
}

describe('mirror doctor', () => {
  let place: Workplace;
  beforeAll(async () => {
    place = await Workplace.open();
    await place.publish('app', '1.0.0');
  });
  afterAll(() => place.close());

  it('finds everything right, and changes nothing', async () => {
    await place.manifest(['{source: "SOURCE/app", tags: ["1.0.0"]}']);
    const before = place.destination.requests.length;
    const { code, stdout, stderr } = await place.mirror(['doctor']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const shown = stdout
      .replaceAll(place.upstream.host, 'upstream.test')
      .replaceAll(place.destination.host, 'destination.test')
      .replace(/(node|mirror) \d+\.\d+\.\d+/g, '$1 N')
      .replace(/\S+mirror\.config/, 'mirror.config');
    expect(shown).toMatchInlineSnapshot(`
      "manifest
        ✔ mirror.config.yaml is valid

      tools
        ✔ node N
        ✔ mirror N

      upstream.test (source)
        ✔ upstream.test/up/app can be read anonymously, without TLS
        ✔ its clock and this one agree
        ✔ it has: referrers API

      destination.test (destination)
        ✔ destination.test/mirror/app can be read anonymously, without TLS
        ✔ destination.test/mirror/app can be written to: an upload was opened, and cancelled
        ✔ so can destination.test/mirror/mirror-records
        ✔ its clock and this one agree
        ✔ it has: referrers API, mounts are asked for, deletes manifests

      ✔ 11 checks
      "
    `);
    const asked = place.destination.requests.slice(before).map(({ method }) => method);
    expect(asked).not.toContain('PUT');
    expect(asked).not.toContain('PATCH');
    expect(place.tags('app')).toEqual({});
  });

  /** What is not right, with another upstream or destination, chain or environment. */
  async function findings(
    lines: readonly string[],
    environment: NodeJS.ProcessEnv = {},
  ): Promise<{ code: number; wrong: Finding[]; all: Finding[] }> {
    await place.write('mirror.config.yaml', `version: 1\n${lines.join('\n')}\n`);
    const argv = ['doctor', '--json'];
    const { code, stdout } = await runMirror(argv, place.directory, undefined, environment);
    const { checks } = JSON.parse(stdout) as { checks: Finding[] };
    return { code, wrong: checks.filter(({ status }) => status !== 'ok'), all: checks };
  }
  const images = (host = place.upstream.host, more = ''): string =>
    `images: [{source: "${host}/up/app", tags: ["1.0.0"]${more}}]`;
  const destination = (host = place.destination.host): string => `destination: ${host}/mirror`;

  it('finds what is wrong with registries, and how each is mended', async () => {
    const auth = { username: 'somebody', password: 'a secret', kind: 'token', anonymousPull: true } as const;
    const late = new Date(Date.now() - 3_600_000).toUTCString();
    await using closed = await startRegistry({ auth });
    await using odd = await startRegistry({ referrersApi: false, deletes: false, headers: { date: late } });
    await using spent = await startRegistry({
      headers: { 'ratelimit-limit': '100;w=21600', 'ratelimit-remaining': '2;w=21600' },
    });
    await using page = await webServer();
    await using strict = await startRegistry({ newRepositories: false });

    const anonymous = await findings([destination(closed.host), images()]);
    expect(anonymous).toMatchObject({
      code: 1,
      wrong: [
        {
          area: `${closed.host} (destination)`,
          status: 'fail',
          code: 'MIRROR_UNAUTHORIZED',
          message: expect.stringContaining('there are no credentials for it') as string,
          hint: expect.stringContaining(`docker login ${closed.host}`) as string,
        },
      ],
    });
    const password = (text: string): string =>
      `registries: {"${closed.host}": {auth: {username: somebody, password: "${text}"}}}`;
    const known = await findings([destination(closed.host), images(), password('a secret')]);
    expect(known).toMatchObject({ code: 0, wrong: [] });
    expect(known.all.map(({ message }) => message)).toContain(
      `${closed.host}/mirror/app can be read with credentials, without TLS`,
    );
    const mistaken = await findings([destination(closed.host), images(), password('another')]);
    expect(mistaken).toMatchObject({ code: 1, wrong: [{ status: 'fail', code: 'MIRROR_UNAUTHORIZED' }] });
    expect(JSON.stringify(mistaken)).not.toContain('another');

    strict.createRepository('mirror/app');
    expect(await findings([destination(strict.host), images()])).toMatchObject({
      code: 1,
      wrong: [{ message: expect.stringContaining('mirror/mirror-records cannot be written to') as string }],
    });

    const clock = await findings([destination(odd.host), images()]);
    expect(clock).toMatchObject({
      code: 1,
      wrong: [
        {
          status: 'fail',
          message: expect.stringMatching(/^this machine's clock is 3[56]\d\d s ahead of/) as string,
        },
      ],
    });
    expect(clock.all.at(-1)?.message).toBe(
      'it has: no referrers API (the fallback index is used), mounts are asked for, deletes no manifests',
    );

    const limited = await findings([destination(), images(spent.host)]);
    expect(limited).toMatchObject({
      code: 0,
      wrong: [
        {
          status: 'warn',
          message: '2 of 100 requests are left',
          hint: expect.stringContaining('docker login') as string,
        },
      ],
    });

    expect(await findings([destination(), images(page.host)])).toMatchObject({
      code: 1,
      wrong: [{ area: `${page.host} (source)`, code: 'MIRROR_REGISTRY_ERROR' }],
    });
    expect(await findings([destination('127.0.0.1:1'), images()])).toMatchObject({
      code: 1,
      wrong: [
        {
          area: '127.0.0.1:1 (destination)',
          code: 'MIRROR_REGISTRY_UNREACHABLE',
          hint: expect.any(String) as string,
        },
      ],
    });
  });

  it('finds what is wrong with tools, trust and identity', async () => {
    await using sigstore = await disposable(startSigstore());
    const policy = String.raw`{identity: '^https://github\.com/acme/images/\.github/workflows/mirror\.yml@refs/heads/main$', issuer: https://token.actions.githubusercontent.com}`;
    const chain = `plugins: [trivy-sbom, cosign-sign, slsa-provenance, {use: verify, with: ${policy}}]`;
    const lines = [destination(), images(undefined, ', transport: oras'), chain];
    const trusted = `sigstore: {trustedRoot: ${JSON.stringify(sigstore.trustedRootPath)}}`;
    const workflow = (repository: string): NodeJS.ProcessEnv => ({
      PATH: place.directory,
      GITHUB_ACTIONS: 'true',
      GITHUB_REPOSITORY: repository,
      GITHUB_WORKFLOW_REF: `${repository}/.github/workflows/mirror.yml@refs/heads/main`,
      SIGSTORE_ID_TOKEN: sigstore.identityToken(),
    });
    const tools = await findings([...lines, trusted], workflow('acme/images'));
    expect(tools.code).toBe(1);
    expect(tools.wrong.map(({ status, message }) => `${status} ${message}`)).toEqual([
      'warn cosign is not on PATH',
      'fail oras is not on PATH: transport: oras needs it',
      'fail trivy is not on PATH: plugin trivy-sbom needs it',
    ]);
    expect(tools.wrong.every(({ hint }) => hint !== undefined)).toBe(true);
    expect(tools.all.map(({ message }) => message)).toContain('there is an identity token to sign with');

    const other = await findings([...lines, trusted], workflow('evil/images'));
    expect(other.wrong.at(-1)).toMatchObject({ area: 'signing', status: 'fail' });
    expect(other.wrong.at(-1)?.message).toContain('is refused by the identity');

    const past = JSON.parse(sigstore.trustedRootJson) as {
      certificateAuthorities: { validFor: { start: string; end?: string } }[];
    };
    for (const { validFor } of past.certificateAuthorities) validFor.end = '2025-01-01T00:00:00Z';
    await place.write('past.json', JSON.stringify(past));
    const laptop = { PATH: place.directory };
    const expired = await findings([...lines, 'sigstore: {trustedRoot: past.json}'], laptop);
    expect(expired.wrong.filter(({ area }) => area === 'signing')).toMatchObject([
      { status: 'fail', message: expect.stringContaining('has expired on 2025-01-01') as string },
      { status: 'warn', code: 'MIRROR_IDENTITY_TOKEN' },
    ]);
    const silent = ['sigstore: {trustedRoot: none.json}'];
    const missing = await findings([...lines, ...silent], laptop);
    expect(missing.wrong).toContainEqual(expect.objectContaining({ code: 'MIRROR_TRUST', status: 'fail' }));
  });

  it('tries the keys that chains sign with', async () => {
    await using sigstore = await disposable(startSigstore());
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    await place.write('key.pem', privateKey.export({ type: 'pkcs8', format: 'pem' }) as string);
    const trusted = `sigstore: {trustedRoot: ${JSON.stringify(sigstore.trustedRootPath)}}`;
    const chain = (key: string): string => `plugins: [{use: cosign-sign, with: {mode: key, key: ${key}}}]`;
    const right = await findings([destination(), images(), trusted, chain('./key.pem')]);
    expect(right.wrong.filter(({ area }) => area === 'signing')).toEqual([]);
    expect(right.all.map(({ message }) => message)).toContain('the key ./key.pem can be signed with');
    const wrong = await findings([destination(), images(), trusted, chain('./none.pem')]);
    expect(wrong.code).toBe(1);
    expect(wrong.wrong).toContainEqual(
      expect.objectContaining({ area: 'signing', status: 'fail', code: 'MIRROR_SIGNING_KEY' }),
    );
  });

  it('tries the keys of tokens, and shows no PIN', async () => {
    await using sigstore = await disposable(startSigstore());
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    await place.write('cosign.pub', publicKey.export({ type: 'spki', format: 'pem' }) as string);
    const programs = join(place.directory, 'programs');
    await mkdir(programs);
    const cosign = (script: string): Promise<void> =>
      writeFile(join(programs, 'cosign'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const trusted = `sigstore: {trustedRoot: ${JSON.stringify(sigstore.trustedRootPath)}}`;
    const key = 'pkcs11:token=a;object=b?module-path=/lib/x.so';
    const chain = `plugins: [{use: cosign-sign, with: {mode: cosign, key: "${key}&pin-value=1234"}}]`;
    const lines = [destination(), images(), trusted, chain];
    const env = { PATH: `${programs}:${process.env.PATH}` };
    await cosign(`[ "$1" = version ] && echo '{"gitVersion": "v3.1.2"}' || cat cosign.pub`);
    const right = await findings(lines, env);
    expect(right.wrong.filter(({ area }) => area !== 'manifest')).toEqual([]);
    const messages = right.all.map(({ message }) => message);
    expect(messages).toContain(`the key ${key} can be signed with`);
    expect(messages).toContain('cosign 3.1.2');
    await cosign(`echo "pkcs11: 0xA0: CKR_PIN_INCORRECT $*" >&2; exit 1`);
    const wrong = await findings(lines, env);
    expect(wrong.wrong).toContainEqual(
      expect.objectContaining({ area: 'signing', status: 'fail', code: 'MIRROR_SIGNING_KEY' }),
    );
    expect(JSON.stringify([right, wrong])).not.toContain('1234');
  });

  it('finds what is wrong with the manifest, and with directories', async () => {
    const broken = await findings(['destination: nowhere', 'images: []']);
    expect(broken).toMatchObject({
      code: 1,
      wrong: [{ area: 'manifest', status: 'fail', code: 'MIRROR_CONFIG_REFERENCE' }],
    });
    const directories = await findings([
      'destination: oci:./out',
      'images: [{source: "oci:./none", tags: [x]}]',
    ]);
    expect(directories).toMatchObject({
      code: 1,
      wrong: [
        { area: expect.stringContaining('none (source)') as string, message: 'there is no such directory' },
      ],
    });
    const none = await place.mirror(['doctor', '--config', 'none.yaml']);
    expect(none.code).toBe(1);
    expect(none.stdout).toContain('mend: Write one with `mirror init`');
  });
});

function startRegistry(options: RegistryOptions) {
  return disposable(openRegistry(options));
}

/** What answers every request with a page. */
async function webServer(): Promise<{ host: string } & AsyncDisposable> {
  const server = createServer((_request, response) => {
    response.writeHead(404, { 'content-type': 'text/html' });
    response.end('<html>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function disposable<Opened extends { close(): Promise<void> }>(
  opening: Promise<Opened>,
): Promise<Opened & AsyncDisposable> {
  const opened = await opening;
  return Object.assign(opened, { [Symbol.asyncDispose]: () => opened.close() });
}
