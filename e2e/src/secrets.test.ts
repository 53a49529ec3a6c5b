import { generateKeyPairSync } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensureTools } from '../../tools/ensure.ts';
import { type JobTraces, refuseJobLeaks } from './actions/job-leaks.ts';
import { startProgram } from './support/background-program.ts';
import { plantedEnvironment, refuseLeaks } from './support/planted-secrets.ts';
import { type ProductionScene, setProductionScene } from './support/production-scene.ts';
import { runBash } from './support/program.ts';
import { SecretSearch } from './support/secret-forms.ts';
import type { MirrorEnded } from './support/workspace.ts';

const tools = await ensureTools(['trivy']);
const password = 'p@ss/word of the registry';
const proxyPassword = 'p:ss w%rd of the proxy';

describe('the search for secrets', () => {
  const search = new SecretSearch(new Map([['key', 'a secret, with "quotes" & more']]));

  it.each([
    ['as it is', 'x a secret, with "quotes" & more y'],
    ['in a string of JSON', JSON.stringify({ x: 'a secret, with "quotes" & more' })],
    ['in an URL', `https://x/?y=${encodeURIComponent('a secret, with "quotes" & more')}`],
    ...['', '1', '12', '123'].map((before) => [
      `in base64, ${before.length} bytes before it`,
      Buffer.from(`${before}a secret, with "quotes" & more after`).toString('base64'),
    ]),
  ])('finds one %s', (_, text) => {
    expect(search.in(`before ${text} after`)).toEqual(['key']);
  });

  it('finds none where there is none', () => {
    expect(search.in('a secret, with quotes and less')).toEqual([]);
  });
});

describe('whatever the scenarios start', () => {
  const secret = 'ghs_a-token-of-its-own';

  it.each(['GH_TOKEN', 'COSIGN_PASSWORD'])('ends them when a program says %s', async (name) => {
    const env = { PATH: process.env.PATH ?? '', ...(name === 'GH_TOKEN' && { [name]: secret }) };
    const script = (stream: string): string => `printenv ${name} | base64 -w0 >&${stream}`;
    await expect(runBash(script('1'), { env })).rejects.toThrow(`standard output: ${name}`);
    await expect(runBash(script('2'), { env })).rejects.toThrow(`standard error: ${name}`);
    expect(await runBash(`printenv ${name} >/dev/null`, { env })).toMatchObject({ exitCode: 0 });
  });

  it('ends them when a program that runs beside them has said one', async () => {
    const said = startProgram('bash', ['-c', 'printenv GH_TOKEN; exec sleep 60'], {
      env: { GH_TOKEN: secret },
    });
    await expect.poll(() => said.said()).toContain(secret);
    await expect(said.stop()).rejects.toThrow('standard output: GH_TOKEN');
    const silent = startProgram('sleep', ['60'], { env: { GH_TOKEN: secret } });
    await expect(silent.stop()).resolves.toBeUndefined();
    const absent = startProgram('there-is-no-such-program', [], { env: {} });
    await expect.poll(() => absent.hasEnded).toBe(true);
    expect(absent.said()).toContain('ENOENT');
    await absent.stop();
  });

  it.each<[where: string, job: Partial<JobTraces['running']>, outputs: Record<string, string>]>([
    ['log', { log: secret }, {}],
    ['summary', { summary: `[${secret}](x)` }, {}],
    ['outputs', {}, { token: secret }],
    ['workspace/report.json', {}, {}],
  ])("refuses a job's token in its %s", async (where, job, outputs) => {
    const place = await mkdtemp(join(tmpdir(), 'mirror-job-'));
    try {
      await mkdir(join(place, 'workspace'));
      if (where.includes('/')) await writeFile(join(place, where), JSON.stringify({ secret }));
      const running = { environment: {}, log: '', summary: '', ...job };
      const left = { place, token: secret, running, outputs };
      await expect(refuseJobLeaks(left)).rejects.toThrow(`${where}: github.token`);
      await expect(refuseJobLeaks({ ...left, token: 'ghs_another-one' })).resolves.toBeUndefined();
    } finally {
      await rm(place, { recursive: true });
    }
  });
});

describe.skipIf(tools.missing.length > 0)('secrets that a run uses', () => {
  let scene: ProductionScene;

  beforeEach(async () => {
    const user = { username: 'this-is-tobi', password };
    scene = await setProductionScene({
      paths: { ...tools.paths, mmdebstrap: '' },
      published: ['outline'],
      user,
    });
    // What GitHub Actions gives a step, in files of the workspace, which are looked through after each run.
    for (const name of ['summary.md', 'outputs']) await scene.workspace.write(name, '');
  });
  // Looks through all that was published.
  afterEach(() => scene.close());

  const run = (args: readonly string[], env: Record<string, string> = {}): Promise<MirrorEnded> =>
    scene.workspace.mirror(['run', '--json', '--log-level', 'debug', '--report', 'report.json', ...args], {
      GITHUB_STEP_SUMMARY: scene.workspace.path('summary.md'),
      GITHUB_OUTPUT: scene.workspace.path('outputs'),
      ...env,
    });
  const logIn = async (secret: string): Promise<void> => {
    const file = join(scene.workspace.env.DOCKER_CONFIG ?? '', 'config.json');
    await mkdir(dirname(file), { recursive: true });
    const auth = Buffer.from(`this-is-tobi:${secret}`).toString('base64');
    const auths = { 'ghcr.io': { auth }, 'https://index.docker.io/v1/': { auth } };
    await writeFile(file, JSON.stringify({ auths }));
  };
  /** The proxy of the environment, with credentials that it wants. */
  const throughProxy = (): Record<string, string> => {
    const { internet } = scene;
    internet.credentials = `somebody:${proxyPassword}`;
    const proxy = internet.proxy.replace('//', `//somebody:${encodeURIComponent(proxyPassword)}@`);
    return { HTTPS_PROXY: proxy, HTTP_PROXY: proxy };
  };

  it('come out of none that succeeds: registries, proxy, token endpoint, all of them used', async () => {
    await logIn(password);
    const ended = await run(['outline'], { ...throughProxy(), GITHUB_TOKEN: 'ghs_not-the-right-one' });
    expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
    const { dockerHub, ghcr, sigstore } = scene.internet;
    for (const { requests } of [dockerHub, ghcr])
      expect(requests.filter(({ kind, headers }) => kind === 'token' && headers.authorization)).not.toEqual(
        [],
      );
    expect(sigstore.issuedTokens().length).toBeGreaterThan(0);
    expect(await readFile(scene.workspace.path('summary.md'), 'utf8')).toContain('outline');
    expect(await readFile(scene.workspace.path('report.json'), 'utf8')).toContain('0.81.1');
  });

  it('come out of none that signs with an encrypted key', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const passphrase = plantedEnvironment.COSIGN_PASSWORD ?? '';
    const pem = privateKey.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase });
    await scene.workspace.write('key.pem', pem.toString());
    await scene.edit('{mode: keyless}', '{mode: key, key: ./key.pem}');
    await scene.edit('issuer: https://token', '# issuer: https://token');
    await scene.edit('identity: ^', '# identity: ^');
    await scene.edit('    with:\n      # The workflow', '    # The workflow');
    const ended = await run(['outline']);
    expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
    const wrong = await run(['outline', '--deep'], { COSIGN_PASSWORD: 'not the pass phrase' });
    expect(wrong.exitCode).not.toBe(0);
  });

  it.each<[name: string, env: () => Promise<Record<string, string>> | Record<string, string>]>([
    [
      'a registry that refuses its password',
      async () => {
        await logIn('a wrong password, secret all the same');
        return { REGISTRY_PASSWORD: 'a wrong password, secret all the same' };
      },
    ],
    ['a token of GitHub that is refused', () => ({ GITHUB_TOKEN: 'ghs_wrong-and-secret' })],
    [
      'a token endpoint that refuses the token of the job',
      () => ({ ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'a wrong token of the job' }),
    ],
    ['an identity token that Fulcio refuses', () => ({ SIGSTORE_ID_TOKEN: forgedToken() })],
    ['a token that is none', () => ({ SIGSTORE_ID_TOKEN: 'this-is-no-token-but-a-secret' })],
    [
      'a proxy that refuses its password',
      () => {
        const env = throughProxy();
        scene.internet.credentials = 'somebody:else';
        return env;
      },
    ],
  ])('come out of none that fails: %s', async (_, env) => {
    const ended = await run(['outline'], await env());
    expect(ended.exitCode).toBeGreaterThan(0);
  });

  it('are looked for: one that is in a file of a run is found', async () => {
    const { workspace } = scene;
    await workspace.write('tmp/left.json', JSON.stringify({ token: workspace.env.GITHUB_TOKEN }));
    const traces = { env: workspace.env, more: new Map<string, string>(), stdout: '', stderr: '', since: 0 };
    await expect(refuseLeaks({ ...traces, directory: workspace.directory })).rejects.toThrow(
      'left.json: GITHUB_TOKEN',
    );
  });
});

function forgedToken(): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { iss: 'https://token.actions.githubusercontent.com', aud: 'sigstore', sub: 'forged' };
  return `${part({ alg: 'RS256' })}.${part(claims)}.c2lnbmF0dXJlLW9mLW5vYm9keQ`;
}
