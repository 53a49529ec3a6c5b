import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureTools } from '../../tools/ensure.ts';
import { cosignUser } from './support/cosign.ts';
import { acceptReference, workflowRun } from './support/github-actions.ts';
import { mirrored } from './support/mirrored.ts';
import { outputOf, type ProgramOptions } from './support/program.ts';
import { referencePage, runPage, successfulVerification } from './support/reference-page.ts';
import { type Scene, sceneTools } from './support/scene.ts';
import { plantTrivyDatabase } from './support/trivy-database.ts';

const tools = await ensureTools([...sceneTools, 'cosign', 'cosign-2', 'crane', 'jq']);

const image = 'ghcr.io/this-is-tobi/mirror/mattermost';

describe.skipIf(tools.missing.length > 0)('the commands of the reference page, unchanged', () => {
  let scene: Scene;
  let destination: string;

  beforeAll(async () => {
    ({ scene, destination } = await mirrored(tools));
  });
  afterAll(() => scene?.close());

  describe.each([
    ['3.1.2', 'cosign'],
    ['2.6.4', 'cosign-2'],
  ] as const)('with cosign %s', (version, tool) => {
    let user: ProgramOptions & { cwd: string };

    const page = (command: string) => runPage(command, destination, user);

    beforeAll(async () => {
      const { trivy, jq } = tools.paths;
      const cwd = scene.workspace.path(`user-of-${version}`);
      await mkdir(cwd);
      user = { cwd, env: await cosignUser(tools.paths[tool], scene.sigstore, cwd, { trivy, jq }) };
      // A test has no network, so the database is a planted one: a flaw in a package of both platforms, one in a package that only
      // amd64 has and one in a package that only arm64 has.
      await plantTrivyDatabase(join(cwd, 'home'), [
        { id: 'CVE-2099-0001', sourcePackage: 'openssl' },
        { id: 'CVE-2099-0002', sourcePackage: 'bzip2' },
        { id: 'CVE-2099-0003', sourcePackage: 'lz4' },
      ]);
    });

    it('Verify Image Signature', async () => {
      const ended = await page(referencePage.verifyImageSignature);
      expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
      expect(ended.stderr).toContain(
        `Verification for ${destination}/mattermost:10.3.1 --\n${successfulVerification}`,
      );
      expect(ended.stdout).toContain(scene.images['10.3.1'].digest);
    });

    it('View SBOM', async () => {
      const ended = await page(referencePage.viewSbom);
      expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
      // One document: with a second statement cosign prints a second line, and this is no JSON.
      expect(JSON.parse(ended.stdout)).toMatchObject({
        predicateType: 'https://spdx.dev/Document',
        subject: [{ digest: { sha256: scene.images['10.3.1'].digest.slice('sha256:'.length) } }],
        predicate: { spdxVersion: 'SPDX-2.3' },
      });
    });

    it('the package list holds the Debian packages of both platforms', async () => {
      const ended = await page(referencePage.extractPackageList);
      expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
      const list = JSON.parse(`[${ended.stdout.replaceAll('}\n{', '},{')}]`) as {
        name: string;
        version: string;
      }[];
      const versionsOf = (name: string) => list.flatMap((one) => (one.name === name ? [one.version] : []));
      expect(versionsOf('openssl')).toContainEqual(expect.stringMatching(/^3\.0\.\d+-.*deb12/));
      // Debian's libc6 is another one on each platform, and these two are on one of them only.
      expect(versionsOf('libc6')).toEqual([0, 1].map(() => expect.stringMatching(/^2\.36-.*deb12/)));
      expect(versionsOf('bzip2')).toHaveLength(1);
      expect(versionsOf('liblz4-1')).toHaveLength(1);
    });

    it('View Provenance', async () => {
      const ended = await page(referencePage.viewProvenance);
      expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
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
      const ended = await page(referencePage.viewProvenance.replace('slsaprovenance', 'slsaprovenance1'));
      expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
      expect(JSON.parse(ended.stdout)).toMatchObject({
        predicateType: 'https://slsa.dev/provenance/v1',
        predicate: {
          buildDefinition: {
            externalParameters: expect.any(Object),
            resolvedDependencies: expect.any(Array),
          },
          runDetails: {
            builder: { id: workflowRun.workflow },
            metadata: { invocationId: workflowRun.invocation },
          },
        },
      });
    });

    it('Verify All Tags for an Application', async () => {
      const ended = await page(referencePage.verifyAllTags);
      expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
      expect(ended.stderr.match(/^Verification for /gm)).toHaveLength(4);
    });

    it('Extract SBOM to File, then Scan SBOM for Vulnerabilities: a flaw of either platform is found', async () => {
      expect(await page(referencePage.extractSbom)).toMatchObject({ exitCode: 0 });
      const file = await readFile(join(user.cwd, 'mattermost-10.3.1-sbom.json'), 'utf8');
      expect(JSON.parse(file)).toMatchObject({ spdxVersion: 'SPDX-2.3', SPDXID: 'SPDXRef-DOCUMENT' });

      const scanned = await page(referencePage.scanSbom);
      expect(scanned, scanned.stderr).toMatchObject({ exitCode: 0 });
      for (const id of ['CVE-2099-0001', 'CVE-2099-0002', 'CVE-2099-0003']) {
        expect(scanned.stdout).toContain(id);
      }
      // openssl and libssl3, bzip2 and libbz2-1.0, liblz4-1: each once, however many platforms have it.
      expect(scanned.stdout).toMatch(/Total: 5 \(.*HIGH: 5/);
    });

    it.each([
      ['identity', 'https://github.com/somebody-else/', workflowRun.issuer],
      ['issuer', 'https://github.com/this-is-tobi/multiarch-mirror', 'https://accounts.google.com'],
    ])('refuses another %s', async (_, identity, issuer) => {
      const other = `--certificate-identity-regexp "${identity}" --certificate-oidc-issuer "${issuer}"`;
      for (const command of [
        'verify',
        'verify-attestation --type spdxjson',
        'verify-attestation --type slsaprovenance',
      ]) {
        const ended = await page(`cosign ${command} ${other} ${image}:10.3.1`);
        expect(ended.exitCode, ended.stderr).not.toBe(0);
        expect(ended.stdout).toBe('');
      }
    });

    it('accepts each platform by its digest, signature and SBOM', async () => {
      for (const digest of Object.values(scene.images['10.3.1'].platforms)) {
        for (const command of ['verify', 'verify-attestation --type spdxjson']) {
          const ended = await page(`cosign ${command} ${acceptReference} ${image}@${digest}`);
          expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
        }
      }
    });

    describe('where there is the legacy set alone', () => {
      let legacy: string;

      beforeAll(async () => {
        // What cosign before 2.6 reads, in a repository that has no bundles: newer ones would not look at it beside them.
        legacy = `${scene.destination.host}/legacy-${tool}`;
        const names = scene.images['10.3.1'].digest.replace(':', '-');
        for (const tag of ['10.3.1', `${names}.sig`, `${names}.att`]) {
          const from = `${destination}/mattermost:${tag}`;
          await outputOf(tools.paths.crane, ['copy', from, `${legacy}/mattermost:${tag}`], scene.workspace);
        }
      });

      it.each([
        'verify',
        'verify-attestation --type spdxjson',
        'verify-attestation --type slsaprovenance',
        'verify-attestation --type slsaprovenance1',
      ])('%s passes, with one statement', async (command) => {
        const ended = await runPage(`cosign ${command} ${acceptReference} ${image}:10.3.1`, legacy, user);
        expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
        expect(ended.stdout.trim().split('\n')).toHaveLength(1);
      });

      it('another identity is refused', async () => {
        const other = acceptReference.replace('this-is-tobi', 'somebody-else');
        const ended = await runPage(`cosign verify ${other} ${image}:10.3.1`, legacy, user);
        expect(ended.exitCode, ended.stderr).not.toBe(0);
      });
    });
  });
});
