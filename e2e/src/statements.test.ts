import { mkdir } from 'node:fs/promises';
import { OciClient, parseReference, type Repository } from '@multiarch-mirror/oci';
import {
  buildImage,
  buildIndex,
  type EmbeddedRegistry,
  type LocalSigstore,
  pushImage,
  startRegistry,
  startSigstore,
} from '@multiarch-mirror/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureTools } from '../../tools/ensure.ts';
import { cosignUser } from './support/cosign.ts';
import { debianFiles } from './support/debian-files.ts';
import { type Distribution, startDistribution } from './support/distribution.ts';
import { bundleOf, readBundle, replaceBundle, withPayload } from './support/forge.ts';
import { acceptWorkflow, actionsEnvironment, workflowRun } from './support/github-actions.ts';
import { sigstoreOf, wholeChain } from './support/manifest.ts';
import { runBash } from './support/program.ts';
import { createWorkspace, type Workspace } from './support/workspace.ts';

const tools = await ensureTools(['trivy', 'registry', 'docker-registry', 'cosign', 'jq']);

describe.skipIf(tools.missing.length > 0)('mirror sbom and mirror provenance', () => {
  let upstream: EmbeddedRegistry;
  /** Distribution 3, and 2.8. */
  let destination: Distribution;
  let older: Distribution;
  let sigstore: LocalSigstore;
  let workspace: Workspace;
  let app: string;
  const client = new OciClient({});
  const repository = (name: string): Repository =>
    client.repository(parseReference(name).repository, { writes: true });

  beforeAll(async () => {
    [upstream, destination, older, sigstore] = await Promise.all([
      startRegistry(),
      startDistribution(tools.paths.registry),
      startDistribution(tools.paths['docker-registry']),
      startSigstore(),
    ]);
    for (const [tag, openssl, own] of [
      ['1.0.0', '3.0.15-1~deb12u1', 'bzip2'],
      ['1.1.0', '3.0.16-1~deb12u1', 'xz-utils'],
    ] as const) {
      const images = (['amd64', 'arm64'] as const).map((architecture) =>
        buildImage({
          platform: { os: 'linux', architecture },
          files: debianFiles('12.11', architecture, [
            { name: 'openssl', version: openssl },
            { name: 'libc6', version: '2.36-9' },
            { name: architecture === 'amd64' ? own : 'liblz4-1', version: '1.0-1' },
          ]),
        }),
      );
      await pushImage(repository(`${upstream.host}/app`), buildIndex(await Promise.all(images)), tag);
    }
    workspace = await createWorkspace({
      programs: { trivy: tools.paths.trivy },
      env: actionsEnvironment(sigstore),
    });
    app = `${destination.host}/mirror/app`;
    await workspace.write(
      'mirror.config.yaml',
      `version: 1
destination: ${destination.host}/mirror
${wholeChain}${sigstoreOf(sigstore)}
images:
  - {name: app, source: ${upstream.host}/app, tags: ["1.0.0", "1.1.0"]}
  - {name: bare, source: ${upstream.host}/app, tags: ["1.0.0"], plugins: []}
`,
    );
    for (const { host } of [destination, older]) {
      const ended = await workspace.mirror(['run', '--json', '--destination', `${host}/mirror`]);
      expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
    }
  });
  afterAll(async () => {
    await client.close();
    await Promise.all([upstream, destination, older, sigstore].map((part) => part?.close()));
    await workspace?.remove();
  });

  describe.each(['3', '2.8'])('on distribution %s', (version) => {
    const reference = (tag: string) => `${(version === '3' ? destination : older).host}/mirror/app:${tag}`;

    it('sbom prints what cosign verifies, and says on stderr who has signed it', async () => {
      const { exitCode, stdout, stderr } = await workspace.mirror(['sbom', reference('1.0.0')]);
      expect(exitCode, stderr).toBe(0);
      const directory = workspace.path(`user-${version}`);
      const env = await cosignUser(tools.paths.cosign, sigstore, directory, { jq: tools.paths.jq });
      const command = `cosign verify-attestation --type spdxjson ${acceptWorkflow} ${reference('1.0.0')} | jq -r .payload | base64 -d`;
      const verified = await runBash(command, { env });
      expect(JSON.parse(stdout)).toEqual((JSON.parse(verified.stdout) as { predicate: unknown }).predicate);
      expect(stderr).toContain(workflowRun.workflow);
    });

    it('a document that somebody has changed is not printed', async () => {
      const reader = repository(reference('1.1.0').replace(/:1.1.0$/, ''));
      const subject = await reader.resolve('1.1.0');
      if (subject === undefined) throw new Error('no 1.1.0');
      const old = await bundleOf(reader, subject, 'https://slsa.dev/provenance/v1');
      const bundle = withPayload(await readBundle(reader, old), (statement) => ({
        ...statement,
        predicate: { runDetails: {} },
      }));
      await replaceBundle(reader, subject, old, bundle);
      const ended = await workspace.mirror(['provenance', reference('1.1.0'), '--slsa', '1']);
      expect(ended, ended.stderr).toMatchObject({ exitCode: 3, stdout: '' });
      expect(ended.stderr).toMatch(/MIRROR_(SIGNATURE_INVALID|NOT_IN_LOG)/);
    });
  });

  it('sbom --platform prints the document of the platform', async () => {
    const index = JSON.parse((await workspace.mirror(['sbom', app.concat(':1.0.0')])).stdout) as {
      name: string;
    };
    const ended = await workspace.mirror(['sbom', `${app}:1.0.0`, '--platform', 'linux/arm64']);
    expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
    expect((JSON.parse(ended.stdout) as { name: string }).name).not.toBe(index.name);
    expect(ended.stdout).toContain('liblz4-1');
    expect(ended.stdout).not.toContain('bzip2');
  });

  it('sbom --packages prints names and versions, as lines or as a document', async () => {
    const lines = await workspace.mirror(['sbom', `${app}:1.0.0`, '--packages']);
    expect(lines.stdout.trim().split('\n')).toEqual([
      'bzip2 1.0-1',
      'libc6 2.36-9',
      'liblz4-1 1.0-1',
      'openssl 3.0.15-1~deb12u1',
    ]);
    const document = await workspace.mirror(['sbom', `${app}:1.0.0`, '--packages', '--json']);
    expect(JSON.parse(document.stdout)).toMatchObject({
      version: 1,
      packages: [
        {
          name: 'bzip2',
          version: '1.0-1',
          purls: ['pkg:deb/debian/bzip2@1.0-1?arch=amd64&distro=debian-12.11'],
        },
        { name: 'libc6', purls: [expect.stringContaining('amd64'), expect.stringContaining('arm64')] },
        { name: 'liblz4-1' },
        { name: 'openssl' },
      ],
    });
  });

  it('sbom --diff prints what changes from one image to another', async () => {
    const { stdout } = await workspace.mirror(['sbom', `${app}:1.0.0`, '--diff', ':1.1.0']);
    expect(stdout.trim().split('\n')).toEqual([
      '- bzip2 1.0-1',
      '+ xz-utils 1.0-1',
      '~ openssl 3.0.15-1~deb12u1 → 3.0.16-1~deb12u1',
    ]);
    const document = await workspace.mirror(['sbom', `${app}:1.0.0`, '--diff', `${app}:1.1.0`, '--json']);
    expect(JSON.parse(document.stdout)).toEqual({
      version: 1,
      added: [{ name: 'xz-utils', versions: ['1.0-1'] }],
      removed: [{ name: 'bzip2', versions: ['1.0-1'] }],
      changed: [{ name: 'openssl', from: ['3.0.15-1~deb12u1'], to: ['3.0.16-1~deb12u1'] }],
    });
  });

  it('provenance prints the predicate of the version that is asked for', async () => {
    const latest = await workspace.mirror(['provenance', `${app}:1.0.0`]);
    expect(latest, latest.stderr).toMatchObject({ exitCode: 0 });
    expect(JSON.parse(latest.stdout)).toMatchObject({
      runDetails: { builder: { id: workflowRun.workflow } },
    });
    const older = await workspace.mirror(['provenance', `${app}:1.0.0`, '--slsa', '0.2']);
    expect(JSON.parse(older.stdout)).toMatchObject({ builder: { id: workflowRun.workflow } });
  });

  it('without a manifest, with an identity, issuer and trusted root on the command line', async () => {
    await mkdir(workspace.path('home/elsewhere'), { recursive: true });
    const flags = ['--identity', workflowRun.identity, '--issuer', workflowRun.issuer];
    const trusted = [...flags, '--trusted-root', sigstore.trustedRootPath];
    const empty = ['--config', workspace.path('none.yaml')];
    const refused = await workspace.mirror(['provenance', `${app}:1.0.0`, ...trusted, ...empty]);
    // A manifest that is named has to be there.
    expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
    const elsewhere = await createWorkspace();
    try {
      const ended = await elsewhere.mirror(['provenance', `${app}:1.0.0`, ...trusted]);
      expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
      const unknown = await elsewhere.mirror(['provenance', `${app}:1.0.0`]);
      expect(unknown).toMatchObject({ exitCode: 2, stdout: '' });
    } finally {
      await elsewhere.remove();
    }
  });

  it.each([
    [
      'another identity',
      ['sbom', 'app:1.0.0', '--identity', '^https://github\\.com/else/.*$', '--issuer', workflowRun.issuer],
      3,
      'MIRROR_WRONG_IDENTITY',
    ],
    [
      'another issuer',
      ['provenance', 'app:1.0.0', '--identity', workflowRun.identity, '--issuer', 'https://issuer.acme.dev'],
      3,
      'MIRROR_WRONG_ISSUER',
    ],
    [
      'no SBOM',
      ['sbom', 'bare:1.0.0', '--identity', workflowRun.identity, '--issuer', workflowRun.issuer],
      3,
      'MIRROR_NO_SBOM',
    ],
    ['no tag', ['sbom', 'app:9.9.9'], 1, 'MIRROR_MANIFEST_UNKNOWN'],
    ['no platform', ['sbom', 'app:1.0.0', '--platform', 'linux/s390x'], 1, 'MIRROR_PLATFORM_MISSING'],
  ] as const)('%s: no document but the reason', async (_case, words, exitCode, code) => {
    const args = words.map((word) => word.replace(/^(app|bare):/, `${destination.host}/mirror/$1:`));
    const ended = await workspace.mirror([...args, '--json']);
    expect(ended.exitCode, ended.stderr).toBe(exitCode);
    expect(JSON.parse(ended.stdout)).toMatchObject({ version: 1, errors: [{ code }] });
    expect(ended.stderr).toContain(code);
  });
});
