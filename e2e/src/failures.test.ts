import { chmod, mkdir } from 'node:fs/promises';
import type { ImageReport } from '@multiarch-mirror/core';
import { type EmbeddedRegistry, startRegistry } from '@multiarch-mirror/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureTools } from '../../tools/ensure.ts';
import { cosignUser } from './support/cosign.ts';
import { freePort } from './support/free-port.ts';
import { acceptWorkflow, workflowRun } from './support/github-actions.ts';
import { sigstoreOf, wholeChain } from './support/manifest.ts';
import { runBash } from './support/program.ts';
import { type Scene, sceneTools, setScene } from './support/scene.ts';
import { versionTags } from './support/version-tags.ts';
import type { MirrorEnded } from './support/workspace.ts';

const tools = await ensureTools([...sceneTools, 'cosign']);

describe.skipIf(tools.missing.length > 0)('one failure stays one failure', () => {
  let scene: Scene;
  let source: string;
  let destination: string;
  let nobody: string;
  /** The lines of a manifest before its images. */
  let head: string;

  const tagsOf = (name: string): Promise<string[]> =>
    versionTags(scene.destination.host, `this-is-tobi/mirror/${name}`);
  const cosign = async (name: string): Promise<number> => {
    const home = scene.workspace.path('user');
    const env = await cosignUser(tools.paths.cosign, scene.sigstore, home);
    return (await runBash(`cosign verify ${acceptWorkflow} ${destination}/${name}`, { env })).exitCode;
  };
  const imageOf = ({ report }: MirrorEnded, name: string): ImageReport | undefined =>
    report.images.find(({ image }) => image === name);

  beforeAll(async () => {
    scene = await setScene({ paths: tools.paths });
    source = `${scene.upstream.host}/library/mattermost`;
    destination = `${scene.destination.host}/this-is-tobi/mirror`;
    nobody = `127.0.0.1:${await freePort()}`;
    head = `version: 1
destination: ${destination}
${wholeChain}${sigstoreOf(scene.sigstore)}`;
  });
  afterAll(() => scene?.close());

  describe('mirror run with one good image and one of each kind of failure', () => {
    let ended: MirrorEnded;
    let text: MirrorEnded;

    beforeAll(async () => {
      const { workspace, images } = scene;
      await workspace.write(
        'mirror.config.yaml',
        `${head}
images:
  - {name: good, source: ${source}, tags: ["10.3.1"]}
  - {name: no-such-tag, source: ${source}, tags: ["9.9.9"]}
  - {name: no-such-repository, source: ${scene.upstream.host}/library/none, tags: ["1.0.0"]}
  - {name: no-such-platform, source: ${source}, tags: ["10.3.1"], platforms: [linux/s390x]}
  - {name: one-platform-missing, source: ${source}, tags: ["10.3.1"], platforms: [linux/amd64, linux/s390x]}
  - {name: not-scannable, source: ${source}, tags: ["10.2.1"]}
  - {name: source-unreachable, source: ${nobody}/library/mattermost, tags: ["10.3.1"]}
  - {name: destination-unreachable, source: ${source}, tags: ["10.3.1"], destination: ${nobody}/mirror/mattermost}
`,
      );
      // The real Trivy, save for one platform of one image.
      await mkdir(workspace.path('faulty'));
      await workspace.write(
        'faulty/trivy',
        `#!/bin/sh
for argument; do
  if grep -qs '${images['10.2.1'].platforms['linux/arm64']}' "$argument/index.json"; then
    echo 'FATAL planted fault' >&2
    exit 1
  fi
done
exec '${tools.paths.trivy}' "$@"
`,
      );
      await chmod(workspace.path('faulty/trivy'), 0o755);
      const faulty = { PATH: `${workspace.path('faulty')}:${workspace.env.PATH}` };
      ended = await workspace.mirror(['run', '--json'], faulty);
      text = await workspace.mirror(['run'], faulty);
    });

    it('ends with 1', () => {
      expect(ended.exitCode, ended.stderr).toBe(1);
      expect(ended.report.summary.statuses).toEqual({ done: 1, failed: 7, deferred: 0 });
    });

    it('publishes the good image, which cosign verifies', async () => {
      expect(imageOf(ended, 'good')).toMatchObject({ action: 'create', status: 'done' });
      expect(await tagsOf('good')).toEqual(['10.3.1']);
      expect(await cosign('good:10.3.1')).toBe(0);
    });

    it.each([
      ['no-such-tag', 'MIRROR_MANIFEST_UNKNOWN', 'source'],
      ['no-such-repository', 'MIRROR_MANIFEST_UNKNOWN', 'source'],
      ['no-such-platform', 'MIRROR_PLATFORM_MISSING', 'source'],
      ['one-platform-missing', 'MIRROR_PLATFORM_MISSING', 'source'],
      ['not-scannable', 'MIRROR_TOOL_FAILED', undefined],
      ['source-unreachable', 'MIRROR_REGISTRY_UNREACHABLE', 'source'],
      ['destination-unreachable', 'MIRROR_REGISTRY_UNREACHABLE', 'destination'],
    ])('%s: %s, with its place and a hint, and no tag', async (name, code, side) => {
      const image = imageOf(ended, name);
      expect(image).toMatchObject({ status: 'failed', line: expect.any(Number), error: { code } });
      const error = image?.error;
      expect(error?.side).toBe(side);
      if (side !== undefined) {
        const registry = name.endsWith('unreachable') ? nobody : scene.upstream.host;
        expect(error).toMatchObject({ registry });
      }
      expect(error?.message).toContain(name);
      expect(error?.hint).toMatch(/^[A-Z].*\.$/);
      expect(await tagsOf(name)).toEqual([]);
    });

    it('says which platform Trivy failed on, and what it said', () => {
      const error = imageOf(ended, 'not-scannable')?.error;
      expect(error?.message).toContain('linux/arm64');
      expect(error?.message).toContain('planted fault');
    });

    it('says the same in plain lines, and ends with 1 again', () => {
      expect(text.exitCode).toBe(1);
      for (const { error } of ended.report.images) {
        if (error !== undefined) expect(text.stdout + text.stderr).toContain(error.code);
      }
    });
  });

  describe('a signature by another identity than the one that is asked for', () => {
    it('ends with 3: that image is not published, the others are', async () => {
      const { workspace } = scene;
      await workspace.write(
        'mirror.config.yaml',
        `${head}
images:
  - {name: also-good, source: ${source}, tags: ["10.3.1"]}
  - name: another-identity
    source: ${source}
    tags: ["10.3.0"]
    plugins:
      - trivy-sbom
      - cosign-sign
      - use: verify
        with: {identity: "^https://github\\\\.com/somebody-else/.*$", issuer: ${workflowRun.issuer}}
`,
      );
      const ended = await workspace.mirror(['run', '--json']);
      expect(ended.exitCode, ended.stderr).toBe(3);
      expect(imageOf(ended, 'also-good')).toMatchObject({ status: 'done' });
      expect(imageOf(ended, 'another-identity')).toMatchObject({
        status: 'failed',
        // Before anything is signed, and before anything that stands would have been replaced.
        error: {
          code: 'MIRROR_SIGNS_AS_ANOTHER',
          message: expect.any(String),
          hint: expect.any(String),
        },
      });
      expect(await tagsOf('also-good')).toEqual(['10.3.1']);
      expect(await tagsOf('another-identity')).toEqual([]);
    });
  });

  describe('secrets', () => {
    let registry: EmbeddedRegistry;
    const password = 'correct-horse-battery-staple';

    beforeAll(async () => {
      registry = await startRegistry({
        referrersApi: false,
        auth: { kind: 'token', username: 'mirror', password },
      });
    });
    afterAll(() => registry?.close());

    it.each([
      ['wrong', 'not-the-right-password', 1],
      ['right', password, 0],
    ])(
      'a %s password, the registry token and the identity token are in no output',
      async (_, given, exitCode) => {
        const { workspace, sigstore } = scene;
        await workspace.write(
          'mirror.config.yaml',
          `version: 1
destination: ${registry.host}/mirror
${wholeChain}${sigstoreOf(sigstore)}
registries:
  ${registry.host}: {auth: {username: mirror, password: "\${MIRROR_PASSWORD}"}}
images:
  - {source: ${source}, tags: ["10.3.1"]}
`,
        );
        registry.resetRequests();
        const ended = await workspace.mirror(['run', '--json', '--log-level', 'debug'], {
          MIRROR_PASSWORD: given,
        });
        expect(ended.exitCode, ended.stderr).toBe(exitCode);
        const said = ended.stdout + ended.stderr;
        const basic = Buffer.from(`mirror:${given}`).toString('base64');
        const bearers = registry.requests.flatMap(
          ({ headers }) => headers.authorization?.split(' ')[1] ?? [],
        );
        expect(bearers).toContain(basic);
        for (const secret of [given, workspace.env.SIGSTORE_ID_TOKEN ?? '', ...bearers]) {
          expect(secret).not.toBe('');
          expect(said).not.toContain(secret);
        }
      },
    );
  });
});
