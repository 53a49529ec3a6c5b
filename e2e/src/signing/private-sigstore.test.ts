import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureTools } from '../../../tools/ensure.ts';
import { workflowRun } from '../support/github-actions.ts';
import { type PrivateSigstore, startPrivateSigstore } from '../support/private-sigstore.ts';
import { runProgram } from '../support/program.ts';
import { type SmallScene, setSmallScene } from '../support/small-scene.ts';

const tools = await ensureTools(['cosign', 'timestamp-server', 'rekor-tiles']);

describe.skipIf(tools.missing.length > 0)('a private Sigstore', () => {
  let scene: SmallScene;
  let services: PrivateSigstore;

  beforeAll(async () => {
    scene = await setSmallScene({});
    services = await startPrivateSigstore(tools.paths, scene.sigstore);
    await scene.workspace.write('trusted_root.json', await readFile(services.trustedRootPath, 'utf8'));
  });
  afterAll(async () => {
    await services?.close();
    await scene?.close();
  });

  const lines = (format: string, rekor: string, timestamp = services.timestampUrl): string => `
attestations: {format: ${format}}
plugins:
  - cosign-sign
  - slsa-provenance
  - use: verify
    with: {identity: '${workflowRun.identity}', issuer: "${workflowRun.issuer}"}
sigstore:
  fulcio: ${scene.sigstore.fulcioUrl}
  timestamp: ${timestamp}
  trustedRoot: ./trusted_root.json
  ${rekor}
`;
  const cosign = (...args: string[]) =>
    runProgram(
      tools.paths.cosign,
      [
        ...args.slice(0, -1),
        '--trusted-root',
        scene.workspace.path('trusted_root.json'),
        '--certificate-identity-regexp',
        workflowRun.identity,
        '--certificate-oidc-issuer',
        workflowRun.issuer,
        ...args.slice(-1),
      ],
      { env: scene.workspace.env },
    );
  /** The bundles on the index, as JSON. */
  const bundles = async (name: string): Promise<string[]> => {
    const repository = scene.registry.repository(`mirror/${name}`);
    return Promise.all(
      repository.referrers(scene.digests[0]).map(async ({ digest }) => {
        const manifest = JSON.parse(Buffer.from(repository.manifest(digest)?.bytes ?? '').toString('utf8'));
        const [{ digest: blob }] = manifest.layers;
        return (await fetch(`http://${scene.registry.host}/v2/mirror/${name}/blobs/${blob}`)).text();
      }),
    );
  };

  it.each([
    [
      'a log of version 2 and a timestamp authority',
      'v2',
      'bundle',
      () => `rekor: ${services.rekorUrl}\n  rekorVersion: 2`,
    ],
    ['a log of version 1 and a timestamp authority', 'v1', 'both', () => `rekor: ${scene.sigstore.rekorUrl}`],
  ])('with %s: ours and cosign 3 verify it, offline by its trusted root', async (_, name, format, rekor) => {
    const done = await scene.mirror(['run', '--json'], name, lines(format, rekor()));
    expect(done, done.stderr).toMatchObject({ exitCode: 0 });
    expect(await bundles(name)).toHaveLength(3);
    for (const bundle of await bundles(name)) expect(bundle).toContain('rfc3161Timestamps');
    const reference = `${scene.reference(name)}:1.0.0`;
    for (const args of [
      ['verify', reference],
      ['verify-attestation', '--type', 'slsaprovenance1', reference],
      ['verify-attestation', '--type', 'slsaprovenance', reference],
    ]) {
      const ended = await cosign(...args);
      expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
    }
    const again = await scene.mirror(['run', '--deep', '--json'], name, lines(format, rekor()));
    expect(again.report.summary.actions).toMatchObject({ unchanged: 1 });
  });

  it.each([
    [
      'the log',
      'MIRROR_LOG_UNREACHABLE',
      () => lines('bundle', 'rekor: http://127.0.0.1:9\n  rekorVersion: 2'),
    ],
    [
      'the timestamp authority',
      'MIRROR_TIMESTAMP',
      () => lines('bundle', `rekor: ${services.rekorUrl}\n  rekorVersion: 2`, 'http://127.0.0.1:9'),
    ],
    // The same address speaks another version.
    [
      'a log of version 2',
      'MIRROR_LOG',
      () => lines('bundle', `rekor: ${scene.sigstore.rekorUrl}\n  rekorVersion: 2`),
    ],
  ])('without %s no tag moves, and the error is %s', async (_, code, manifest) => {
    const ended = await scene.mirror(['run', '--json'], 'unsigned', manifest());
    expect(ended.exitCode, ended.stderr).toBe(1);
    expect(ended.report.images[0]?.error).toMatchObject({ code, hint: expect.any(String) });
    expect(scene.registry.repository('mirror/unsigned').tags.has('1.0.0')).toBe(false);
  });
});
