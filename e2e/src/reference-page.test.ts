import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureTools } from '../../tools/ensure.ts';
import { acceptReference, workflowRun } from './support/github-actions.ts';
import { type ProductionScene, productionTools, setProductionScene } from './support/production-scene.ts';
import { type Ended, type ProgramOptions, runBash } from './support/program.ts';
import { attestAsReference } from './support/reference-deployment.ts';
import { referencePage, successfulVerification } from './support/reference-page.ts';
import { plantTrivyDatabase } from './support/trivy-database.ts';

const tools = await ensureTools([...productionTools, 'cosign', 'cosign-2', 'cosign-legacy', 'jq']);

const image = 'ghcr.io/this-is-tobi/mirror/mattermost';
const cosigns = [
  ['3.1.2', 'cosign'],
  ['2.6.4', 'cosign-2'],
  ['2.4.3', 'cosign-legacy'],
] as const;

/** How a destination comes about; each ends with a run of the production manifest. */
const destinations: [
  name: string,
  sets: 'both' | 'bundle' | 'legacy',
  make: (scene: ProductionScene) => Promise<void>,
][] = [
  ['both sets, the production manifest as it is', 'both', async (scene) => scene.run()],
  [
    'bundles alone',
    'bundle',
    async (scene) => {
      await scene.edit('{format: both}', '{format: bundle}');
      await scene.run();
    },
  ],
  [
    'the legacy set alone',
    'legacy',
    async (scene) => {
      await scene.edit('{format: both}', '{format: legacy}');
      await scene.run();
    },
  ],
  ...(['cosign', 'cosign-legacy'] as const).map((cosign): (typeof destinations)[number] => [
    `a repository that the reference project has attested, with ${cosign}`,
    'both',
    async (scene) => {
      const { [cosign]: program, trivy } = tools.paths;
      await attestAsReference(scene, {
        programs: { cosign: program, trivy },
        repository: 'this-is-tobi/mirror/mattermost',
        version: '10.3.1',
      });
      await scene.run();
    },
  ]),
];

describe.skipIf(tools.missing.length > 0).each(destinations)('the reference page on %s', (_, sets, make) => {
  let scene: ProductionScene;

  beforeAll(async () => {
    scene = await setProductionScene(tools);
    await make(scene);
  });
  afterAll(() => scene?.close());

  const others = cosigns.filter(([, cosign]) => sets !== 'bundle' || cosign !== 'cosign-legacy');

  describe.each(others)('with cosign %s', (version, cosign) => {
    let user: ProgramOptions & { cwd: string };

    const page = (command: string): Promise<Ended> => runBash(command, user);
    const passed = async (command: string): Promise<Ended> => {
      const ended = await page(command);
      expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
      return ended;
    };

    beforeAll(async () => {
      const { trivy, jq } = tools.paths;
      user = await scene.user(`user-of-${version}`, tools.paths[cosign], { trivy, jq });
      // There is no such database in the closed internet, so it is a planted one: a flaw in a package of both platforms, one in a
      // package that only amd64 has and one in a package that only arm64 has.
      await plantTrivyDatabase(join(user.cwd, 'home'), [
        { id: 'CVE-2099-0001', sourcePackage: 'openssl' },
        { id: 'CVE-2099-0002', sourcePackage: 'bzip2' },
        { id: 'CVE-2099-0003', sourcePackage: 'lz4' },
      ]);
    });

    it('Verify Image Signature', async () => {
      const ended = await passed(referencePage.verifyImageSignature);
      expect(ended.stderr).toContain(`Verification for ${image}:10.3.1 --\n${successfulVerification}`);
      expect(ended.stdout).toContain(scene.images['10.3.1'].digest);
    });

    it('View SBOM', async () => {
      const ended = await passed(referencePage.viewSbom);
      // One document: with a second statement cosign prints a second line, and this is no JSON.
      expect(JSON.parse(ended.stdout)).toMatchObject({
        predicateType: 'https://spdx.dev/Document',
        subject: [{ digest: { sha256: scene.images['10.3.1'].digest.slice('sha256:'.length) } }],
        predicate: { spdxVersion: 'SPDX-2.3' },
      });
    });

    it('the package list holds the Debian packages of both platforms', async () => {
      const ended = await passed(referencePage.extractPackageList);
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
      const ended = await passed(referencePage.viewProvenance);
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
      const ended = await passed(referencePage.viewProvenance.replace('slsaprovenance', 'slsaprovenance1'));
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
      const ended = await passed(referencePage.verifyAllTags);
      expect(ended.stderr.match(/^Verification for /gm)).toHaveLength(4);
    });

    it('Extract SBOM to File, then Scan SBOM for Vulnerabilities: a flaw of either platform is found', async () => {
      await passed(referencePage.extractSbom);
      const file = await readFile(join(user.cwd, 'mattermost-10.3.1-sbom.json'), 'utf8');
      expect(JSON.parse(file)).toMatchObject({ spdxVersion: 'SPDX-2.3', SPDXID: 'SPDXRef-DOCUMENT' });
      const scanned = await passed(referencePage.scanSbom);
      for (const id of ['CVE-2099-0001', 'CVE-2099-0002', 'CVE-2099-0003'])
        expect(scanned.stdout).toContain(id);
      // openssl and libssl3, bzip2 and libbz2-1.0, liblz4-1: each once, however many platforms have it.
      expect(scanned.stdout).toMatch(/Total: 5 \(.*HIGH: 5/);
    });

    if (sets !== 'legacy' && cosign !== 'cosign-legacy')
      it('accepts each platform by its digest, signature and SBOM', async () => {
        for (const digest of Object.values(scene.images['10.3.1'].platforms))
          for (const command of ['verify', 'verify-attestation --type spdxjson'])
            await passed(`cosign ${command} ${acceptReference} ${image}@${digest}`);
      });
  });

  if (sets === 'bundle')
    it('cosign 2.4.3, which knows no bundles, finds nothing', async () => {
      const user = await scene.user('user-of-2.4.3', tools.paths['cosign-legacy']);
      const ended = await runBash(referencePage.verifyImageSignature, user);
      expect(ended.exitCode).not.toBe(0);
      expect(ended.stderr).toContain('no signatures found');
    });
});
