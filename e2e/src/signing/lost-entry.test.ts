import { generateKeyPairSync } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureTools } from '../../../tools/ensure.ts';
import { type FaultyProxy, startFaultyProxy } from '../support/faulty-proxy.ts';
import { workflowRun } from '../support/github-actions.ts';
import { type PrivateSigstore, startPrivateSigstore } from '../support/private-sigstore.ts';
import { runProgram } from '../support/program.ts';
import { type SmallScene, setSmallScene } from '../support/small-scene.ts';

const tools = await ensureTools(['cosign', 'timestamp-server', 'rekor-tiles']);
/** A signature of each platform and of the index, and the provenances of the index. */
const entriesOfRun = 5;

describe.skipIf(tools.missing.length > 0)('an entry of which a log of version 2 has lost the answer', () => {
  let scene: SmallScene;
  let services: PrivateSigstore;

  beforeAll(async () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const key = rsa.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
    scene = await setSmallScene({ env: { RSA_KEY: key } });
    services = await startPrivateSigstore(tools.paths, scene.sigstore);
    const publicKey = rsa.publicKey.export({ format: 'pem', type: 'spki' }).toString();
    await scene.workspace.write('rsa.pub', publicKey);
  });
  afterAll(async () => {
    await services?.close();
    await scene?.close();
  });

  const lines = (log: FaultyProxy, plugins: string): string => `
attestations: {format: bundle}
plugins:
${plugins}
sigstore:
  fulcio: ${scene.sigstore.fulcioUrl}
  rekor: ${log.url}
  rekorVersion: 2
  timestamp: ${services.timestampUrl}
  trustedRoot: ${services.trustedRootPath}
`;
  const keyless = `
  - cosign-sign
  - slsa-provenance
  - {use: verify, with: {identity: '${workflowRun.identity}', issuer: "${workflowRun.issuer}"}}`;
  const byKey = `
  - {use: cosign-sign, with: {mode: key, key: "env://RSA_KEY"}}
  - verify`;
  /** The tiles as whoever runs the log shows them. */
  const tile = async (path: string) => ({
    answer: await readFile(join(services.tilesPath, path.replace('/api/v2/', ''))).catch(() => undefined),
  });
  /** How many entries the log has taken through it. */
  const entries = ({ statuses }: FaultyProxy): number => statuses.filter((status) => status === 201).length;
  const throughProxy = (check: (log: FaultyProxy) => Promise<void>) => async (): Promise<void> => {
    const log = await startFaultyProxy(services.rekorUrl);
    try {
      await check(log);
    } finally {
      await log.close();
    }
  };
  const attached = (name: string) =>
    scene.digests.map((digest) => scene.registry.repository(`mirror/${name}`).referrers(digest).length);
  const isPost = (method: string): boolean => method === 'POST';
  const cosign = (name: string, ...accept: string[]) =>
    runProgram(
      tools.paths.cosign,
      ['verify', '--trusted-root', services.trustedRootPath, ...accept, `${scene.reference(name)}:1.0.0`],
      { env: scene.workspace.env, cwd: scene.workspace.directory },
    );
  const { identity, issuer } = workflowRun;
  const acceptWorkflow = ['--certificate-identity-regexp', identity, '--certificate-oidc-issuer', issuer];

  it.concurrent(
    'is taken from its tiles: the image is completed in the same run, nothing is doubled, not in the log either',
    throughProxy(async (log) => {
      let posts = 0;
      log.fault = ({ method, path }) => {
        if (!isPost(method)) return tile(path);
        posts += 1;
        return posts % 2 === 1 ? 'lost' : undefined;
      };
      const done = await scene.mirror(['run', '--json'], 'tiles', lines(log, keyless));
      expect(done, done.stderr).toMatchObject({ exitCode: 0 });
      expect(posts).toBeGreaterThan(entriesOfRun);
      expect(attached('tiles')).toEqual([3, 1, 1]);
      expect(entries(log)).toBe(entriesOfRun);
      const verified = await cosign('tiles', ...acceptWorkflow);
      expect(verified, verified.stderr).toMatchObject({ exitCode: 0 });
      const again = await scene.mirror(['run', '--deep', '--json'], 'tiles', lines(log, keyless));
      expect(again.report.summary.actions).toMatchObject({ unchanged: 1 });
    }),
  );

  it.concurrent(
    'is given up where the log shows no tiles: what was signed is signed anew in the same run, and nothing is doubled at the registry',
    throughProxy(async (log) => {
      let posts = 0;
      log.fault = ({ method }) => {
        if (isPost(method)) posts += 1;
        return isPost(method) && posts <= 2 ? 'lost' : undefined;
      };
      const done = await scene.mirror(['run', '--json'], 'anew', lines(log, keyless));
      expect(done, done.stderr).toMatchObject({ exitCode: 0 });
      expect(attached('anew')).toEqual([3, 1, 1]);
      const made = entries(log);
      expect(made).toBeGreaterThan(entriesOfRun);
      expect(made).toBeLessThanOrEqual(entriesOfRun + 2);
      const verified = await cosign('anew', ...acceptWorkflow);
      expect(verified, verified.stderr).toMatchObject({ exitCode: 0 });
    }),
  );

  it.concurrent(
    'does not stand in the way of a key whose signatures are always the same: the next run takes it from the tiles',
    throughProxy(async (log) => {
      log.fault = ({ method }) => (isPost(method) ? 'lost' : undefined);
      const failed = await scene.mirror(['run', '--json'], 'key', lines(log, byKey));
      expect(failed.exitCode, failed.stderr).toBe(1);
      expect(failed.report.images[0]?.error).toMatchObject({ code: 'MIRROR_LOG_UNREACHABLE' });
      expect(scene.registry.repository('mirror/key').tags.has('1.0.0')).toBe(false);

      log.fault = () => undefined;
      const hidden = await scene.mirror(['run', '--json'], 'key', lines(log, byKey));
      expect(hidden.report.images[0]?.error).toMatchObject({
        code: 'MIRROR_LOG',
        message: expect.stringContaining('has the entry already'),
        hint: expect.stringContaining('/api/v2/tile/'),
      });

      log.fault = ({ method, path }) => (isPost(method) ? undefined : tile(path));
      const done = await scene.mirror(['run', '--json'], 'key', lines(log, byKey));
      expect(done, done.stderr).toMatchObject({ exitCode: 0 });
      expect(entries(log)).toBe(3);
      expect(attached('key')).toEqual([1, 1, 1]);
      const verified = await cosign('key', '--key', 'rsa.pub');
      expect(verified, verified.stderr).toMatchObject({ exitCode: 0 });
    }),
  );
});
