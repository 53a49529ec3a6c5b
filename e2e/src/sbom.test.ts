import { join } from 'node:path';
import { OciClient, parseReference, type Repository } from '@multiarch-mirror/oci';
import {
  type BuiltManifest,
  type EmbeddedRegistry,
  type LocalSigstore,
  startRegistry,
  startSigstore,
} from '@multiarch-mirror/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureTools } from '../../tools/ensure.ts';
import { comparable } from './support/comparable-sbom.ts';
import { cosignUser } from './support/cosign.ts';
import { acceptWorkflow, actionsEnvironment } from './support/github-actions.ts';
import { sigstoreOf, wholeChain } from './support/manifest.ts';
import { outputOf, type ProgramOptions, runBash } from './support/program.ts';
import { cyclonedxFaults, spdxSchemaFaults, spdxToolFaults } from './support/sbom-validator.ts';
import { largeCount, publishImages, referenceTo, scannedImages } from './support/scanned-images.ts';
import { attachedPredicates } from './support/statements.ts';
import { plantTrivyDatabase } from './support/trivy-database.ts';
import { createWorkspace, type MirrorEnded, type Workspace } from './support/workspace.ts';

const tools = await ensureTools(['trivy', 'cosign', 'pyspdxtools', 'jq']);

const formats = {
  spdx: { predicateType: 'https://spdx.dev/Document', cosign: 'spdxjson', trivy: 'spdx-json' },
  cyclonedx: { predicateType: 'https://cyclonedx.org/bom', cosign: 'cyclonedx', trivy: 'cyclonedx' },
} as const;

describe.skipIf(tools.missing.length > 0)('SBOMs by the real Trivy', () => {
  let upstream: EmbeddedRegistry;
  let destination: EmbeddedRegistry;
  let sigstore: LocalSigstore;
  let workspace: Workspace;
  let images: Record<string, BuiltManifest>;
  let user: ProgramOptions;
  const client = new OciClient({});

  beforeAll(async () => {
    [upstream, destination, sigstore, images] = await Promise.all([
      startRegistry(),
      startRegistry(),
      startSigstore(),
      scannedImages(),
    ]);
    await publishImages(images, (name) => repository(upstream, name));
    workspace = await createWorkspace({
      programs: { trivy: tools.paths.trivy },
      env: actionsEnvironment(sigstore),
    });
    const { trivy, jq } = tools.paths;
    user = {
      cwd: workspace.directory,
      env: await cosignUser(tools.paths.cosign, sigstore, workspace.path('user'), { trivy, jq }),
    };
    await plantTrivyDatabase(join(workspace.path('user'), 'home'), [
      { id: 'CVE-2099-0001', sourcePackage: 'openssl' },
      { id: 'CVE-2099-0002', sourcePackage: 'bzip2' },
      { id: 'CVE-2099-0003', sourcePackage: 'liblz4-1' },
    ]);
  });
  afterAll(async () => {
    await client.close();
    await Promise.all([upstream, destination, sigstore].map((part) => part?.close()));
    await workspace?.remove();
  });

  function repository({ host }: EmbeddedRegistry, name: string): Repository {
    return client.repository(parseReference(`${host}/${name}`).repository, { writes: true });
  }

  /** Mirrors all images into the namespace that the format is called. */
  async function mirror(format: keyof typeof formats): Promise<MirrorEnded> {
    const chain = wholeChain.replace('- trivy-sbom', `- {use: trivy-sbom, with: {format: ${format}}}`);
    await workspace.write(
      'mirror.config.yaml',
      `version: 1
destination: ${destination.host}/${format}
${chain}${sigstoreOf(sigstore)}
defaults: {platforms: all}
images:
${Object.keys(images)
  .map((name) => `  - {name: ${name}, source: ${upstream.host}/${name}, tags: ["1.0.0"]}`)
  .join('\n')}
`,
    );
    upstream.resetRequests();
    destination.resetRequests();
    return workspace.mirror(['run', '--json']);
  }

  describe.each(['spdx', 'cyclonedx'] as const)('%s', (format) => {
    const { predicateType, cosign, trivy } = formats[format];
    let ended: MirrorEnded;
    /** Image → digest → document. */
    let documents: Record<string, Map<string, unknown>>;

    const root = (name: string) => images[name]?.manifest.descriptor.digest ?? '';
    const platforms = (name: string) =>
      ended.report.images.find(({ image }) => image === name)?.platforms ?? [];
    const document = (name: string, digest = root(name)) => documents[name]?.get(digest);
    const all = () =>
      Object.entries(documents).flatMap(([image, byDigest]) =>
        [...byDigest].map(([digest, found]) => ({ name: `${image} ${digest}`, found })),
      );

    beforeAll(async () => {
      ended = await mirror(format);
      expect(ended.exitCode, ended.stdout + ended.stderr).toBe(0);
      documents = {};
      for (const name of Object.keys(images)) {
        const digests = new Set([root(name), ...platforms(name).map(({ digest }) => digest)]);
        const found = new Map<string, unknown>();
        for (const digest of digests) {
          const predicates = await attachedPredicates(repository(destination, `${format}/${name}`), digest);
          const own = predicates.filter((one) => one.predicateType === predicateType);
          expect(own, `${name} ${digest}`).toHaveLength(1);
          found.set(digest, own[0]?.predicate);
        }
        documents[name] = found;
      }
    });

    it('reads each layer from upstream once, and none back from the destination, also where images share it', () => {
      const layers = new Set(Object.values(images).flatMap(layersOf));
      const read = ({ requests }: EmbeddedRegistry) =>
        requests
          .filter(({ method, kind }) => method === 'GET' && kind === 'blob')
          .map(({ path }) => path.split('/').at(-1) ?? '')
          .filter((digest) => layers.has(digest));
      expect(read(upstream).toSorted()).toEqual([...layers].toSorted());
      expect(read(destination)).toEqual([]);
    });

    it('has one document on every index and every platform, and none on what is no image', () => {
      const count = (name: string) => documents[name]?.size;
      expect(Object.keys(images).map((name) => [name, count(name)])).toEqual([
        ['app', 3],
        ['releases', 3],
        ['single', 1],
        ['empty', 3],
        ['windows', 4],
        ['large', 3],
      ]);
    });

    it('every document is valid, whole', async () => {
      for (const { name, found } of all()) {
        if (format === 'cyclonedx') expect(await cyclonedxFaults(found), name).toBeUndefined();
        else expect(spdxSchemaFaults(found), name).toEqual([]);
      }
      if (format === 'cyclonedx') return;
      // The largest one, of 3,000 packages, takes the validator as long as all others together.
      const size = ({ found }: { found: unknown }) => JSON.stringify(found).length;
      const waiting = all()
        .toSorted((one, other) => size(other) - size(one))
        .values();
      const validate = async (): Promise<void> => {
        for (const { name, found } of waiting) {
          const directory = workspace.path(`validated/${name.replace(/\W/g, '-')}`);
          expect(await spdxToolFaults(tools.paths.pyspdxtools, found, directory), name).toBe('');
        }
      };
      await Promise.all([validate(), validate()]);
    });

    it.each(['app', 'single', 'empty'])(
      '%s: a platform has what Trivy writes of the image in its registry, but for time and random parts',
      async (name) => {
        for (const { digest } of platforms(name)) {
          const reference = referenceTo(repository(destination, `${format}/${name}`), digest);
          const args = ['image', '--image-src', 'remote', '--format', trivy, '--offline-scan', '--quiet'];
          const text = await outputOf(tools.paths.trivy, [...args, reference], { env: workspace.env });
          expect(comparable(document(name, digest))).toEqual(comparable(JSON.parse(text)));
        }
      },
    );

    it('says that a layer of Windows lives elsewhere, and names the image itself all the same', () => {
      expect(ended.stderr.match(/says nothing of 1 layers that live elsewhere/g)).toHaveLength(2);
      const windows = platforms('windows').find(({ platform }) => platform.startsWith('windows'));
      const member = images.windows?.kind === 'index' ? images.windows.members : [];
      const built = member.find(({ manifest }) => manifest.descriptor.digest === windows?.digest);
      const config = built?.kind === 'image' ? built.config.descriptor.digest : '';
      expect(JSON.stringify(document('windows', windows?.digest))).toContain(config);
    });

    it('names the index and its purl, and holds the packages of every platform', () => {
      const text = JSON.stringify(document('app'));
      const reference = referenceTo(repository(destination, `${format}/app`), root('app'));
      const url = encodeURIComponent(`${destination.host}/${format}/app`).replaceAll('%3A', ':');
      expect(document('app')).toMatchObject(
        format === 'spdx' ? { name: reference } : { metadata: { component: { name: reference } } },
      );
      for (const purl of [
        `pkg:oci/app@${root('app')}?repository_url=${url}`,
        ...platforms('app').map(
          ({ platform, digest }) =>
            `pkg:oci/app@${digest}?arch=${platform.split('/')[1]}&repository_url=${url}`,
        ),
        'pkg:deb/debian/bzip2@1.0.8-5%2Bb1?arch=amd64&distro=debian-12.11',
        'pkg:deb/debian/liblz4-1@1.9.4-1?arch=arm64&distro=debian-12.11',
        'pkg:deb/debian/openssl@3.0.15-1~deb12u1?arch=amd64&distro=debian-12.11',
        'pkg:deb/debian/openssl@3.0.15-1~deb12u1?arch=arm64&distro=debian-12.11',
        'pkg:npm/lodash@4.17.20',
        'pkg:npm/lodash@4.17.21',
      ]) {
        expect(text).toContain(JSON.stringify(purl));
      }
    });

    it('leaves out of the index of 2 × 1,500 packages what the log has no room for, and no package', () => {
      const text = JSON.stringify(document('large'));
      for (const number of [0, 1, largeCount - 1]) {
        for (const architecture of ['amd64', 'arm64'])
          expect(text).toContain(
            `a-debian-package-${number}@${number}.2.3-4%2Bdeb12u5?arch=${architecture}&`,
          );
      }
      expect(Buffer.byteLength(text) * (4 / 3)).toBeLessThan(3_400_000);
      expect(ended.stderr).toMatch(/the SBOM of \S+\/large@sha256:\S+ is too large for the transparency log/);
    });

    it.each([
      ['app', ['CVE-2099-0001', 'CVE-2099-0002', 'CVE-2099-0003']],
      // Debian 12.11 and 12.9: Trivy reads one system from a document.
      ['releases', ['CVE-2099-0001', 'CVE-2099-0002', 'CVE-2099-0003']],
      ['single', ['CVE-2099-0001', 'CVE-2099-0002']],
      ['windows', ['CVE-2099-0001', 'CVE-2099-0002']],
      ['large', []],
      ['empty', []],
    ])('%s: cosign verifies it, and trivy sbom finds the flaws of any platform', async (name, flaws) => {
      const reference = `${destination.host}/${format}/${name}:1.0.0`;
      const verified = await runBash(
        `cosign verify-attestation --type ${cosign} ${acceptWorkflow} ${reference} | jq -r .payload | base64 -d | jq .predicate > ${name}.json
trivy sbom --quiet --offline-scan --skip-db-update --scanners vuln ${name}.json`,
        user,
      );
      expect(verified, verified.stderr).toMatchObject({ exitCode: 0 });
      const found = new Set(verified.stdout.match(/CVE-2099-\d{4}/g));
      expect([...found].sort()).toEqual(flaws);
    });
  });

  it('gives the same bytes for the same image, in whatever run it is scanned', async () => {
    const of = async (name: string) => {
      const predicates = await attachedPredicates(repository(destination, `spdx/${name}`), digest);
      return predicates.find(({ predicateType }) => predicateType === formats.spdx.predicateType)?.predicate;
    };
    const digest = images.app?.manifest.descriptor.digest ?? '';
    const before = await of('app');
    const ended = await mirror('spdx');
    expect(ended.report.summary.actions).toMatchObject({ create: 0, repair: 0, unchanged: 6 });
    const app = repository(destination, 'spdx/app');
    const subject = images.app?.manifest.descriptor;
    if (subject === undefined) throw new Error('no app');
    const referrers = await app.referrers(digest);
    await app.pushReferrers(
      subject,
      [],
      referrers.map((one) => one.digest),
    );
    expect(await of('app')).toBeUndefined();
    const repaired = await workspace.mirror(['run', '--json', '--deep', 'app']);
    expect(repaired.exitCode, repaired.stderr).toBe(0);
    expect(repaired.report.summary.actions).toMatchObject({ repair: 1 });
    expect(JSON.stringify(await of('app'))).toBe(JSON.stringify(before));
  });
});

/** The digests of all layers below an index. */
function layersOf(built: BuiltManifest): string[] {
  if (built.kind === 'index') return built.members.flatMap(layersOf);
  return built.layers.flatMap(({ descriptor: { digest, urls } }) => (urls === undefined ? [digest] : []));
}
