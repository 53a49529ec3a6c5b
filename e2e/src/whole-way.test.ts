import { mkdir, readdir, readFile } from 'node:fs/promises';
import type { Report } from '@multiarch-mirror/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureTools } from '../../tools/ensure.ts';
import { cosignUser } from './support/cosign.ts';
import { actionsEnvironment, workflowRun } from './support/github-actions.ts';
import { sigstoreOf, wholeChain } from './support/manifest.ts';
import { outputOf, type ProgramOptions, runBash } from './support/program.ts';
import { type Scene, sceneTools, setScene } from './support/scene.ts';
import { plantTrivyDatabase } from './support/trivy-database.ts';
import { versions } from './support/upstream-image.ts';

const tools = await ensureTools([...sceneTools, 'cosign', 'cosign-2', 'crane', 'jq']);

const digestPattern = /^sha256:[0-9a-f]{64}$/;

describe.skipIf(tools.missing.length > 0)('the whole way of a two-platform image', () => {
  let scene: Scene;
  let report: Report;
  let env: Readonly<Record<string, string>>;
  let stderr: string;
  let exitCode: number;
  let source: string;
  let destination: string;

  beforeAll(async () => {
    scene = await setScene(tools);
    const { workspace, sigstore } = scene;
    source = `${scene.upstream.host}/library/mattermost`;
    destination = `${scene.destination.host}/this-is-tobi/mirror`;
    await workspace.write(
      'mirror.config.yaml',
      `version: 1
destination: ${destination}
${wholeChain}${sigstoreOf(sigstore)}
images:
  - name: mattermost
    source: ${source}
    tags: {semver: ">=10", keep: 10, latest: true}
`,
    );
    env = workspace.env;
    // The workflow's own identity, as GitHub gives it, in place of a token from the environment.
    const ran = await workspace.mirror(['run', '--json'], {
      SIGSTORE_ID_TOKEN: '',
      ...actionsEnvironment(sigstore),
    });
    ({ exitCode, stderr } = ran);
    if (exitCode !== 0) throw new Error(`mirror run: exit code ${exitCode}\n${ran.stdout}\n${stderr}`);
    report = ran.report;
  });
  afterAll(() => scene?.close());

  describe('mirror run', () => {
    it('reports every tag as the contract says', () => {
      expect(exitCode).toBe(0);
      expect(report).toMatchObject({
        version: 1,
        summary: {
          actions: { create: 4, update: 0, repair: 0, unchanged: 0, moved: 0, gone: 0 },
          statuses: { done: 4, failed: 0, deferred: 0 },
        },
        transfer: {
          requests: { [scene.destination.host]: expect.any(Object), [scene.upstream.host]: expect.any(Object) },
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
        expect(one).toMatchObject({ digest: expect.stringMatching(digestPattern), logIndex: expect.any(Number) });
        expect(['trivy-sbom', 'cosign-sign', 'slsa-provenance']).toContain(one.plugin);
        expect(one.stored).toContain('bundle');
        // The legacy set is on the index only.
        expect(one.stored.includes('legacy')).toBe(one.subject === digest);
      }
    });

    it('makes nine log entries for each version: five for the index, two for each platform', () => {
      const kinds = scene.sigstore.entries().map(({ body }) => (JSON.parse(body.toString()) as { kind: string }).kind);
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
      expect(stderr).not.toContain(scene.sigstore.environment.ACTIONS_ID_TOKEN_REQUEST_TOKEN);
      expect(stderr).not.toMatch(/eyJ[\w-]+\.eyJ/);
    });
  });

  describe('the copy, read by other programs', () => {
    const tags = [...versions, 'latest'];
    const crane = (...args: string[]) => outputOf(tools.paths.crane, args, { env });
    const oras = (...args: string[]) => outputOf(tools.paths.oras, args, { env });

    it.each(tags)('%s has the digests of upstream, index and platforms, to crane and to oras', async (tag) => {
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
    });

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

  describe.each([
    ['3.1.2', 'cosign'],
    ['2.6.4', 'cosign-2'],
  ] as const)('the reference page, with cosign %s', (version, tool) => {
    let options: ProgramOptions;

    /** A command as the page prints it, with the registry's name changed. */
    const page = (command: string, registry = destination) =>
      runBash(command.replaceAll('ghcr.io/this-is-tobi/mirror', registry), options);

    beforeAll(async () => {
      const { trivy, jq } = tools.paths;
      const home = scene.workspace.path(`user-of-${version}`);
      const user = await cosignUser(tools.paths[tool], scene.sigstore, home, { trivy, jq });
      await plantTrivyDatabase(user.HOME ?? home, [
        { id: 'CVE-2099-0001', sourcePackage: 'openssl' },
        { id: 'CVE-2099-0002', sourcePackage: 'bzip2' },
        { id: 'CVE-2099-0003', sourcePackage: 'lz4' },
      ]);
      options = { env: user, cwd: home };
    });

    it('Verify Image Signature', async () => {
      const ended = await page(`cosign verify \\
  --certificate-identity-regexp "https://github.com/this-is-tobi/multiarch-mirror" \\
  --certificate-oidc-issuer "https://token.actions.githubusercontent.com" \\
  ghcr.io/this-is-tobi/mirror/mattermost:10.3.1`);
      expect(ended).toMatchObject({ exitCode: 0 });
      expect(ended.stderr).toContain(`Verification for ${destination}/mattermost:10.3.1 --
The following checks were performed on each of these signatures:
  - The cosign claims were validated
  - Existence of the claims in the transparency log was verified offline
  - The code-signing certificate was verified using trusted certificate authority certificates`);
      expect(ended.stdout).toContain(scene.images['10.3.1'].digest);
    });

    it('View SBOM', async () => {
      const ended = await page(`cosign verify-attestation \\
  --type spdxjson \\
  --certificate-identity-regexp "https://github.com/this-is-tobi/multiarch-mirror" \\
  --certificate-oidc-issuer "https://token.actions.githubusercontent.com" \\
  ghcr.io/this-is-tobi/mirror/mattermost:10.3.1 | jq -r .payload | base64 -d | jq .`);
      expect(ended).toMatchObject({ exitCode: 0 });
      // One document: with a second statement cosign prints a second line, and this is no JSON.
      const statement = JSON.parse(ended.stdout) as Record<string, unknown>;
      expect(statement).toMatchObject({
        predicateType: 'https://spdx.dev/Document',
        subject: [{ digest: { sha256: scene.images['10.3.1'].digest.slice('sha256:'.length) } }],
        predicate: { spdxVersion: 'SPDX-2.3' },
      });
    });

    it('the package list holds the Debian packages of both platforms', async () => {
      const ended = await page(`cosign verify-attestation \\
  --type spdxjson \\
  --certificate-identity-regexp "https://github.com/this-is-tobi/multiarch-mirror" \\
  --certificate-oidc-issuer "https://token.actions.githubusercontent.com" \\
  ghcr.io/this-is-tobi/mirror/mattermost:10.3.1 | \\
  jq -r '.payload' | base64 -d | jq '.predicate.packages[] | {name: .name, version: .versionInfo}'`);
      expect(ended).toMatchObject({ exitCode: 0 });
      const list = JSON.parse(`[${ended.stdout.replaceAll('}\n{', '},{')}]`) as { name: string; version: string }[];
      const versionsOf = (name: string) => list.flatMap((one) => (one.name === name ? [one.version] : []));
      expect(versionsOf('openssl')).toContainEqual(expect.stringMatching(/^3\.0\.\d+-.*deb12/));
      expect(versionsOf('libc6')).toContainEqual(expect.stringMatching(/^2\.36-.*deb12/));
      // Debian's libc6 is another one on each platform, and these two are on one of them only.
      expect(versionsOf('libc6')).toHaveLength(2);
      expect(versionsOf('bzip2')).toHaveLength(1);
      expect(versionsOf('liblz4-1')).toHaveLength(1);
    });

    it('View Provenance', async () => {
      const ended = await page(`cosign verify-attestation \\
  --type slsaprovenance \\
  --certificate-identity-regexp "https://github.com/this-is-tobi/multiarch-mirror" \\
  --certificate-oidc-issuer "https://token.actions.githubusercontent.com" \\
  ghcr.io/this-is-tobi/mirror/mattermost:10.3.1 | jq -r .payload | base64 -d | jq .`);
      expect(ended).toMatchObject({ exitCode: 0 });
      const { digest } = scene.images['10.3.1'];
      expect(JSON.parse(ended.stdout)).toMatchObject({
        predicateType: 'https://slsa.dev/provenance/v0.2',
        predicate: {
          builder: { id: workflowRun.workflow },
          buildType: expect.any(String),
          invocation: { parameters: expect.any(Object) },
          metadata: {
            buildInvocationId: workflowRun.invocation,
            buildStartedOn: expect.any(String),
            buildFinishedOn: expect.any(String),
            completeness: expect.any(Object),
          },
          materials: expect.arrayContaining([
            expect.objectContaining({ digest: { sha256: digest.slice('sha256:'.length) } }),
          ]),
        },
      });
    });

    it('provenance of SLSA 1.0, which the page speaks of, under its own type', async () => {
      const ended = await page(`cosign verify-attestation \\
  --type slsaprovenance1 \\
  --certificate-identity-regexp "https://github.com/this-is-tobi/multiarch-mirror" \\
  --certificate-oidc-issuer "https://token.actions.githubusercontent.com" \\
  ghcr.io/this-is-tobi/mirror/mattermost:10.3.1 | jq -r .payload | base64 -d | jq .`);
      expect(ended).toMatchObject({ exitCode: 0 });
      expect(JSON.parse(ended.stdout)).toMatchObject({
        predicateType: 'https://slsa.dev/provenance/v1',
        predicate: {
          buildDefinition: { externalParameters: expect.any(Object), resolvedDependencies: expect.any(Array) },
          runDetails: {
            builder: { id: workflowRun.workflow },
            metadata: { invocationId: workflowRun.invocation },
          },
        },
      });
    });

    it('Verify All Tags for an Application', async () => {
      const ended = await page(`for tag in 10.3.1 10.3.0 10.2.1 latest; do
  echo "Verifying mattermost:$tag..."
  cosign verify \\
    --certificate-identity-regexp "https://github.com/this-is-tobi/multiarch-mirror" \\
    --certificate-oidc-issuer "https://token.actions.githubusercontent.com" \\
    ghcr.io/this-is-tobi/mirror/mattermost:$tag
done`);
      expect(ended).toMatchObject({ exitCode: 0 });
      expect(ended.stderr.match(/^Verification for /gm)).toHaveLength(4);
    });

    it('Extract SBOM to File, and Scan SBOM for Vulnerabilities: a flaw of either platform is found', async () => {
      const extracted = await page(`cosign verify-attestation \\
  --type spdxjson \\
  --certificate-identity-regexp "https://github.com/this-is-tobi/multiarch-mirror" \\
  --certificate-oidc-issuer "https://token.actions.githubusercontent.com" \\
  ghcr.io/this-is-tobi/mirror/mattermost:10.3.1 | \\
  jq -r '.payload' | base64 -d | jq '.predicate' > mattermost-10.3.1-sbom.json`);
      expect(extracted).toMatchObject({ exitCode: 0 });
      const document: unknown = JSON.parse(
        await readFile(`${options.cwd ?? ''}/mattermost-10.3.1-sbom.json`, 'utf8'),
      );
      expect(document).toMatchObject({ spdxVersion: 'SPDX-2.3', SPDXID: 'SPDXRef-DOCUMENT' });

      // The database is a planted one with three flaws, since a test has no network: one in a package of both platforms, one in a
      // package of amd64 alone and one in a package of arm64 alone.
      const scanned = await page('trivy sbom mattermost-10.3.1-sbom.json');
      expect(scanned).toMatchObject({ exitCode: 0 });
      for (const [flaw, name] of [
        ['CVE-2099-0001', 'libssl3'],
        ['CVE-2099-0002', 'bzip2'],
        ['CVE-2099-0003', 'liblz4-1'],
      ] as const) {
        expect(scanned.stdout).toContain(flaw);
        expect(scanned.stdout).toContain(name);
      }
      // openssl and libssl3, bzip2 and libbz2-1.0, liblz4-1: each once, however many platforms have it.
      expect(scanned.stdout).toMatch(/Total: 5 \(.*HIGH: 5/);
    });

    it.each([
      ['identity', 'https://github.com/somebody-else/', workflowRun.issuer],
      ['issuer', 'https://github.com/this-is-tobi/multiarch-mirror', 'https://accounts.google.com'],
    ])('refuses another %s', async (_, identity, issuer) => {
      for (const command of ['verify', 'verify-attestation --type spdxjson', 'verify-attestation --type slsaprovenance']) {
        const ended = await page(
          `cosign ${command} --certificate-identity-regexp "${identity}" --certificate-oidc-issuer "${issuer}" ghcr.io/this-is-tobi/mirror/mattermost:10.3.1`,
        );
        expect(ended.exitCode).not.toBe(0);
        expect(ended.stdout).toBe('');
      }
    });

    it('verifies each platform by its digest, signature and SBOM', async () => {
      for (const digest of Object.values(scene.images['10.3.1'].platforms)) {
        for (const command of ['verify', 'verify-attestation --type spdxjson']) {
          const ended = await page(
            `cosign ${command} --certificate-identity-regexp "https://github.com/this-is-tobi/multiarch-mirror" --certificate-oidc-issuer "https://token.actions.githubusercontent.com" ghcr.io/this-is-tobi/mirror/mattermost@${digest}`,
          );
          expect(ended).toMatchObject({ exitCode: 0 });
        }
      }
    });

    describe('with the legacy set alone', () => {
      let legacy: string;

      beforeAll(async () => {
        // What cosign before 2.6 reads, in a repository that has no bundles: they hide a wrong legacy set from newer ones.
        legacy = `${scene.destination.host}/legacy-${tool}`;
        const names = scene.images['10.3.1'].digest.replace(':', '-');
        for (const tag of ['10.3.1', `${names}.sig`, `${names}.att`]) {
          const from = `${destination}/mattermost:${tag}`;
          await outputOf(tools.paths.crane, ['copy', from, `${legacy}/mattermost:${tag}`], { env });
        }
      });

      it.each([
        ['the signature', 'verify'],
        ['the SBOM', 'verify-attestation --type spdxjson'],
        ['the provenance', 'verify-attestation --type slsaprovenance'],
        ['the provenance of SLSA 1.0', 'verify-attestation --type slsaprovenance1'],
      ])('%s verifies', async (_, command) => {
        const verified = `cosign ${command} --certificate-identity-regexp "https://github.com/this-is-tobi/multiarch-mirror" --certificate-oidc-issuer "https://token.actions.githubusercontent.com" ghcr.io/this-is-tobi/mirror/mattermost:10.3.1`;
        const ended = await page(verified, legacy);
        expect(ended).toMatchObject({ exitCode: 0 });
        expect(ended.stdout.trim().split('\n')).toHaveLength(1);
      });

      it('refuses another identity', async () => {
        const ended = await page(
          'cosign verify --certificate-identity-regexp "https://github.com/somebody-else/" --certificate-oidc-issuer "https://token.actions.githubusercontent.com" ghcr.io/this-is-tobi/mirror/mattermost:10.3.1',
          legacy,
        );
        expect(ended.exitCode).not.toBe(0);
      });
    });
  });

  describe('mirror verify', () => {
    it('finds every tag good', async () => {
      const ended = await scene.workspace.mirror(['verify']);
      expect(ended).toMatchObject({ exitCode: 0 });
    });

    it('ends with 3 where another identity is asked for', async () => {
      const { workspace } = scene;
      const manifest = await readFile(workspace.path('mirror.config.yaml'), 'utf8');
      const other = workflowRun.identity.replace('this-is-tobi', 'somebody-else');
      await mkdir(workspace.path('other'));
      await workspace.write('other/mirror.config.yaml', manifest.replace(workflowRun.identity, other));
      const ended = await workspace.mirror(['verify', '--config', 'other/mirror.config.yaml']);
      expect(ended).toMatchObject({ exitCode: 3 });
      expect(ended.stdout + ended.stderr).toContain('mattermost');
    });
  });
});
