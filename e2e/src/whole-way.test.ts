import { mkdir, readdir, readFile } from 'node:fs/promises';
import type { Report } from '@multiarch-mirror/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureTools } from '../../tools/ensure.ts';
import { workflowRun } from './support/github-actions.ts';
import { type Mirrored, mirrored } from './support/mirrored.ts';
import { outputOf } from './support/program.ts';
import { type Scene, sceneTools } from './support/scene.ts';
import { versions } from './support/upstream-image.ts';

const tools = await ensureTools([...sceneTools, 'crane']);

const digestPattern = /^sha256:[0-9a-f]{64}$/;

describe.skipIf(tools.missing.length > 0)('the whole way of a two-platform image', () => {
  let scene: Scene;
  let source: string;
  let destination: string;
  let ended: Mirrored['ended'];
  let report: Report;

  beforeAll(async () => {
    ({ scene, source, destination, ended } = await mirrored(tools));
    report = ended.report;
  });
  afterAll(() => scene?.close());

  describe('mirror run', () => {
    it('reports every tag as the contract says', () => {
      expect(ended.exitCode, ended.stderr).toBe(0);
      expect(report).toMatchObject({
        version: 1,
        summary: {
          actions: { create: 4, update: 0, repair: 0, unchanged: 0, moved: 0, gone: 0 },
          statuses: { done: 4, failed: 0, deferred: 0 },
        },
        transfer: {
          requests: {
            [scene.destination.host]: expect.any(Object),
            [scene.upstream.host]: expect.any(Object),
          },
          bytesRead: expect.any(Number),
          bytesWritten: expect.any(Number),
        },
        seconds: expect.any(Number),
      });
      expect(report.images.map(({ destination: tag }) => tag.slice(destination.length)).toSorted()).toEqual([
        ...versions.map((version) => `/mattermost:${version}`),
        '/mattermost:latest',
      ]);
      for (const version of versions) {
        const { digest, platforms } = scene.images[version];
        const image = report.images.find(({ destination: tag }) => tag.endsWith(`:${version}`));
        expect(image).toMatchObject({
          image: 'mattermost',
          line: expect.any(Number),
          source: `${source}:${version}`,
          action: 'create',
          status: 'done',
          reason: 'new',
          digest,
          upstreamDigest: digest,
          platforms: Object.entries(platforms).map(([platform, child]) => ({ platform, digest: child })),
          seconds: expect.any(Number),
        });
      }
      const latest = report.images.find(({ destination: tag }) => tag.endsWith(':latest'));
      expect(latest?.digest).toBe(scene.images['10.3.1'].digest);
    });

    it('reports a signature and an SBOM on the index and each platform, and both provenances on the index', () => {
      const { digest, platforms } = scene.images['10.3.1'];
      const image = report.images.find(({ destination: tag }) => tag.endsWith(':10.3.1'));
      const made = image?.attestations ?? [];
      const everywhere = [digest, ...Object.values(platforms)].toSorted();
      const subjects = (predicateType: string) =>
        made.flatMap((one) => (one.predicateType === predicateType ? [one.subject] : [])).toSorted();
      expect(subjects('https://sigstore.dev/cosign/sign/v1')).toEqual(everywhere);
      expect(subjects('https://spdx.dev/Document')).toEqual(everywhere);
      expect(subjects('https://slsa.dev/provenance/v1')).toEqual([digest]);
      expect(subjects('https://slsa.dev/provenance/v0.2')).toEqual([digest]);
      expect(made).toHaveLength(8);
      for (const one of made) {
        expect(one).toMatchObject({
          digest: expect.stringMatching(digestPattern),
          logIndex: expect.any(Number),
        });
        expect(['trivy-sbom', 'cosign-sign', 'slsa-provenance']).toContain(one.plugin);
        expect(one.stored).toContain('bundle');
        // The legacy set is on the index only.
        expect(one.stored.includes('legacy')).toBe(one.subject === digest);
      }
    });

    it('makes nine log entries for each version: five for the index, two for each platform', () => {
      const kinds = scene.sigstore
        .entries()
        .map(({ body }) => (JSON.parse(body.toString()) as { kind: string }).kind);
      expect(kinds.filter((kind) => kind === 'dsse')).toHaveLength(8 * versions.length);
      expect(kinds.filter((kind) => kind === 'hashedrekord')).toHaveLength(versions.length);
      expect(kinds).toHaveLength(9 * versions.length);
    });

    it('reads each distinct blob from upstream once', () => {
      // Two layers of Debian that all versions share; for each version a small one that both platforms share, and two configurations.
      expect(report.transfer?.requests[scene.upstream.host]?.['GET blob']).toBe(2 + 3 * versions.length);
    });

    it('leaves nothing in the temporary directory', async () => {
      // Node keeps compiled code there, for the next run.
      const left = await readdir(scene.workspace.path('tmp'));
      expect(left.filter((name) => name !== 'node-compile-cache')).toEqual([]);
    });

    it('shows no token', () => {
      expect(ended.stderr).not.toContain(scene.sigstore.environment.ACTIONS_ID_TOKEN_REQUEST_TOKEN);
      expect(ended.stderr).not.toMatch(/eyJ[\w-]+\.eyJ/);
    });
  });

  describe('the copy, read by other programs', () => {
    const tags = [...versions, 'latest'];
    const crane = (...args: string[]) => outputOf(tools.paths.crane, args, scene.workspace);
    const oras = (...args: string[]) => outputOf(tools.paths.oras, args, scene.workspace);

    it.each(tags)(
      '%s has the digests of upstream, index and platforms, to crane and to oras',
      async (tag) => {
        const version = tag === 'latest' ? '10.3.1' : tag;
        for (const platform of ['', 'linux/amd64', 'linux/arm64']) {
          const flag = platform === '' ? [] : ['--platform', platform];
          const ours = `${destination}/mattermost:${tag}`;
          const theirs = `${source}:${version}`;
          const read = await Promise.all([
            crane('digest', ...flag, theirs),
            crane('digest', ...flag, ours),
            oras('resolve', '--plain-http', ...flag, theirs),
            oras('resolve', '--plain-http', ...flag, ours),
          ]);
          expect(new Set(read.map((line) => line.trim())).size).toBe(1);
          expect(read[0]?.trim()).toMatch(digestPattern);
        }
      },
    );

    it.each(versions)('%s is complete: crane reads and hashes every byte of it', async (version) => {
      await crane('validate', '--remote', `${destination}/mattermost:${version}`);
    });

    it('stands beside nothing but its attestations; the record is in a repository of its own', async () => {
      const listed = (await crane('ls', `${destination}/mattermost`)).trim().split('\n');
      expect(listed.filter((tag) => !tag.startsWith('sha256-')).toSorted()).toEqual(tags.toSorted());
      // Bundles of index and platforms, and the two legacy tags of the index.
      expect(listed.filter((tag) => tag.startsWith('sha256-'))).toHaveLength(5 * versions.length);
      expect((await crane('ls', `${destination}/mirror-records`)).trim()).toBe('mattermost');
    });
  });

  describe('mirror verify', () => {
    it('finds every tag good', async () => {
      const verified = await scene.workspace.mirror(['verify']);
      expect(verified, verified.stderr).toMatchObject({ exitCode: 0 });
    });

    it('ends with 3 where another identity is asked for', async () => {
      const { workspace } = scene;
      const manifest = await readFile(workspace.path('mirror.config.yaml'), 'utf8');
      const other = workflowRun.identity.replace('this-is-tobi', 'somebody-else');
      await mkdir(workspace.path('other'));
      await workspace.write('other/mirror.config.yaml', manifest.replace(workflowRun.identity, other));
      const verified = await workspace.mirror(['verify', '--config', 'other/mirror.config.yaml']);
      expect(verified, verified.stderr).toMatchObject({ exitCode: 3 });
      expect(verified.stdout + verified.stderr).toContain('mattermost');
    });
  });
});
