import { type Descriptor, OciClient } from '@multiarch-mirror/oci';
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
import { workflowRun } from './support/github-actions.ts';
import { sigstoreOf } from './support/manifest.ts';
import { outputOf } from './support/program.ts';
import { createWorkspace, type Workspace } from './support/workspace.ts';

const tools = await ensureTools(['cosign', 'cosign-2']);

/** Who signs upstream: the release workflow of another repository. */
const upstreamClaims = { repository: 'acme/app', workflow: '.github/workflows/release.yml' } as const;

describe.skipIf(tools.missing.length > 0)(
  'cosign-policy, with images that the real cosign has signed',
  () => {
    const client = new OciClient();
    let sigstore: LocalSigstore;
    let upstream: EmbeddedRegistry;
    let destination: EmbeddedRegistry;
    let workspace: Workspace;

    beforeAll(async () => {
      [sigstore, upstream, destination] = await Promise.all([
        startSigstore(),
        startRegistry(),
        startRegistry(),
      ]);
      workspace = await createWorkspace();
    });
    afterAll(async () => {
      await Promise.all([
        client.close(),
        sigstore?.close(),
        upstream?.close(),
        destination?.close(),
        workspace?.remove(),
      ]);
    });

    /** A two-platform image of its own at `acme/NAME:1.0.0`. */
    async function publish(name: string): Promise<Descriptor> {
      const platforms = await Promise.all(
        ['amd64', 'arm64'].map((architecture) =>
          buildImage({ platform: { os: 'linux', architecture }, files: { name: `${name} ${architecture}` } }),
        ),
      );
      const index = buildIndex(platforms);
      await pushImage(
        client.repository({ transport: 'registry', registry: upstream.host, path: `acme/${name}` }),
        index,
        '1.0.0',
      );
      return index.manifest.descriptor;
    }

    /** As a release workflow does it, with cosign 3 (a bundle) or 2 (a `.sig` tag). */
    async function sign(
      name: string,
      digest: string,
      program: 'cosign' | 'cosign-2',
      token: string,
    ): Promise<void> {
      const user = workspace.path(`${program}-${name}`);
      const env = await cosignUser(tools.paths[program], sigstore, user);
      const services = ['--fulcio-url', sigstore.fulcioUrl, '--rekor-url', sigstore.rekorUrl];
      const args = ['sign', '--yes', '--identity-token', token, ...(program === 'cosign' ? [] : services)];
      await outputOf(tools.paths[program], [...args, `${upstream.host}/acme/${name}@${digest}`], { env });
    }

    async function mirror(name: string, { policy = identityOf('acme/app'), lines = '', key = '' } = {}) {
      const wanted = key === '' ? `identity: '${policy}', issuer: '${workflowRun.issuer}'` : `key: ${key}`;
      const manifest = `version: 1
destination: ${destination.host}/mirror
plugins:
  - use: cosign-policy
    with: {${wanted}}
${lines === '' ? sigstoreOf(sigstore) : lines}
images:
  - source: ${upstream.host}/acme/${name}
    tags: ["1.0.0"]
`;
      await workspace.write(`${name}.yaml`, manifest);
      const before = upstream.requests.length;
      const ended = await workspace.mirror(['run', '--json', '--config', `${name}.yaml`]);
      const blobs = upstream.requests
        .slice(before)
        .filter(({ method, kind }) => method === 'GET' && kind === 'blob').length;
      const pushed = destination.repository(`mirror/${name}`).tags.has('1.0.0');
      const code = ended.stdout === '' ? undefined : ended.report.images[0]?.error?.code;
      return { exitCode: ended.exitCode, code, pushed, blobs, stderr: ended.stderr };
    }

    const identityOf = (repository: string): string =>
      `^https://github\\.com/${repository}/\\.github/workflows/release\\.yml@refs/heads/main$`;

    it.each(['cosign', 'cosign-2'] as const)('admits what %s has signed', async (program) => {
      const name = `signed-${program}`;
      const { digest } = await publish(name);
      await sign(name, digest, program, sigstore.identityToken(upstreamClaims));
      const ended = await mirror(name);
      expect(ended, ended.stderr).toMatchObject({ exitCode: 0, pushed: true });
    });

    it.each(['cosign', 'cosign-2'] as const)(
      'refuses what somebody else has signed with %s, before a byte moves',
      async (program) => {
        const name = `foreign-${program}`;
        const { digest } = await publish(name);
        await sign(
          name,
          digest,
          program,
          sigstore.identityToken({ ...upstreamClaims, repository: 'acme/app-evil' }),
        );
        // The signature's own content is read; of the image nothing is.
        const ended = await mirror(name);
        expect(ended, ended.stderr).toMatchObject({
          exitCode: 3,
          code: 'MIRROR_UPSTREAM_IDENTITY',
          pushed: false,
          blobs: 1,
        });
      },
    );

    it.each(['cosign', 'cosign-2'] as const)(
      'admits what %s has signed with a key, and refuses another key',
      async (program) => {
        const name = `key-${program}`;
        const { digest } = await publish(name);
        const env = {
          ...(await cosignUser(tools.paths[program], sigstore, workspace.path(name))),
          COSIGN_PASSWORD: '',
        };
        const keys = ['--output-key-prefix', name];
        await outputOf(tools.paths[program], ['generate-key-pair', ...keys], {
          env,
          cwd: workspace.directory,
        });
        await outputOf(tools.paths[program], ['generate-key-pair', '--output-key-prefix', `other-${name}`], {
          env,
          cwd: workspace.directory,
        });
        const log = program === 'cosign' ? [] : ['--rekor-url', sigstore.rekorUrl];
        const args = ['sign', '--yes', '--key', workspace.path(`${name}.key`), ...log];
        await outputOf(tools.paths[program], [...args, `${upstream.host}/acme/${name}@${digest}`], { env });
        const other = await mirror(name, { key: `./other-${name}.pub` });
        expect(other, other.stderr).toMatchObject({
          exitCode: 3,
          code: 'MIRROR_UPSTREAM_SIGNATURE',
          pushed: false,
        });
        const ended = await mirror(name, { key: `./${name}.pub` });
        expect(ended, ended.stderr).toMatchObject({ exitCode: 0, pushed: true });
      },
    );

    it('refuses what nobody has signed', async () => {
      await publish('unsigned');
      const ended = await mirror('unsigned');
      expect(ended).toMatchObject({ exitCode: 3, code: 'MIRROR_UPSTREAM_UNSIGNED', pushed: false, blobs: 0 });
    });

    it('looks at a published image again when the policy has changed', async () => {
      const ended = await mirror('signed-cosign', { policy: identityOf('acme/other') });
      expect(ended, ended.stderr).toMatchObject({ exitCode: 3, code: 'MIRROR_UPSTREAM_IDENTITY' });
    });

    it('fails, and refuses nobody, where the Sigstore cannot be reached', async () => {
      await publish('unreachable');
      const nowhere = `sigstore:\n  tuf: {mirror: "http://127.0.0.1:9/", root: ${sigstore.rootPath}}`;
      const ended = await mirror('unreachable', { lines: nowhere });
      expect(ended, ended.stderr).toMatchObject({
        exitCode: 1,
        code: 'MIRROR_TRUST_UNREACHABLE',
        pushed: false,
        blobs: 0,
      });
    });
  },
);
