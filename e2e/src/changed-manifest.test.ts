import type { Report } from '@multiarch-mirror/core';
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
import { debianFiles } from './support/debian-files.ts';
import { bundleOf, replaceBundle } from './support/forge.ts';
import { actionsEnvironment } from './support/github-actions.ts';
import { sigstoreOf, wholeChain } from './support/manifest.ts';
import { attachedPredicates } from './support/statements.ts';
import { createWorkspace, type Workspace } from './support/workspace.ts';

const tools = await ensureTools(['trivy']);

const spdx = 'https://spdx.dev/Document';
const withoutProvenance = wholeChain.replace('  - slsa-provenance\n', '');
const withCyclonedx = wholeChain.replace('- trivy-sbom', '- {use: trivy-sbom, with: {format: cyclonedx}}');

describe.skipIf(tools.missing.length > 0)('an image whose manifest changes', () => {
  let upstream: EmbeddedRegistry;
  let destination: EmbeddedRegistry;
  let sigstore: LocalSigstore;
  let workspace: Workspace;
  const client = new OciClient({});
  const repository = ({ host }: EmbeddedRegistry, name: string): Repository =>
    client.repository(parseReference(`${host}/${name}`).repository, { writes: true });
  const copy = () => repository(destination, 'mirror/app');

  beforeAll(async () => {
    [upstream, destination, sigstore] = await Promise.all([
      startRegistry(),
      startRegistry(),
      startSigstore(),
    ]);
    const images = (['amd64', 'arm64'] as const).map((architecture) =>
      buildImage({
        platform: { os: 'linux', architecture },
        files: debianFiles('12.11', architecture, [{ name: 'openssl', version: '3.0.15-1~deb12u1' }]),
      }),
    );
    await pushImage(repository(upstream, 'app'), buildIndex(await Promise.all(images)), '1.0.0');
    workspace = await createWorkspace({
      programs: { trivy: tools.paths.trivy },
      env: actionsEnvironment(sigstore),
    });
  });
  afterAll(async () => {
    await client.close();
    await Promise.all([upstream, destination, sigstore].map((part) => part?.close()));
    await workspace?.remove();
  });

  /** What is planned and done under this manifest, and how many log entries that makes. */
  async function run(chain: string, flags: string[] = [], more = '') {
    await workspace.write(
      'mirror.config.yaml',
      `version: 1
destination: ${destination.host}/mirror
${chain}${sigstoreOf(sigstore)}${more}
images:
  - {name: app, source: ${upstream.host}/app, tags: ["1.0.0"]}
`,
    );
    const planned = await workspace.mirror(['plan', '--json', ...flags]);
    const before = sigstore.entries().length;
    const ended = await workspace.mirror(['run', '--json', ...flags]);
    expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
    const action = ({ images }: Report) => images[0]?.action;
    return {
      planned: action(planned.report),
      done: action(ended.report),
      reason: planned.report.images[0]?.reason,
      entries: sigstore.entries().length - before,
    };
  }

  /** How many statements of each type stand on the index. */
  async function standing(): Promise<Record<string, number>> {
    const descriptor = await copy().resolve('1.0.0');
    const counts: Record<string, number> = {};
    for (const { predicateType } of await attachedPredicates(copy(), descriptor?.digest ?? ''))
      counts[predicateType] = (counts[predicateType] ?? 0) + 1;
    return counts;
  }

  const unchanged = { planned: 'unchanged', done: 'unchanged', entries: 0 };
  const repaired = (entries: number) => ({ planned: 'repair', done: 'repair', entries });

  // Each goes on from where the one before it has come to.
  it.each<[string, () => Promise<unknown>, object]>([
    // Signature and SBOM on three digests, and the legacy signature of the index.
    ['is mirrored', () => run(withoutProvenance), { planned: 'create', done: 'create', entries: 7 }],
    ['is left alone the second time', () => run(withoutProvenance), unchanged],
    ['is left alone when everything is looked at', () => run(withoutProvenance, ['--deep']), unchanged],
    ['gets provenance, both versions, and nothing else', () => run(wholeChain), repaired(2)],
    [
      'is left alone when Trivy may take longer',
      () => run(wholeChain.replace('- trivy-sbom', '- {use: trivy-sbom, with: {timeout: 20m}}')),
      unchanged,
    ],
    ['gets CycloneDX in place of SPDX on each of three digests', () => run(withCyclonedx), repaired(3)],
    ['is left alone with that', () => run(withCyclonedx), unchanged],
    ['gets SPDX in its place again', () => run(wholeChain), repaired(3)],
    [
      'needs nothing made for bundles alone',
      () => run(wholeChain, [], 'attestations: {format: bundle}'),
      { entries: 0 },
    ],
    ['nor to have both sets again', () => run(wholeChain), { entries: 0 }],
  ])('%s', async (_name, act, expected) => {
    expect(await act()).toMatchObject(expected);
  });

  it('has one statement of each type on its index after all that', async () => {
    expect(await standing()).toEqual({
      [spdx]: 1,
      'https://sigstore.dev/cosign/sign/v1': 1,
      'https://slsa.dev/provenance/v0.2': 1,
      'https://slsa.dev/provenance/v1': 1,
    });
  });

  it('a platform that lost its SBOM: a plain run trusts the record, a deep one makes that SBOM anew', async () => {
    const raw = await copy().manifest('1.0.0');
    const { manifests } = JSON.parse(Buffer.from(raw.bytes).toString()) as {
      manifests: Parameters<typeof bundleOf>[1][];
    };
    const [platform] = manifests;
    if (platform === undefined) throw new Error('no platform');
    await replaceBundle(copy(), platform, await bundleOf(copy(), platform, spdx));
    expect(await run(wholeChain)).toMatchObject(unchanged);
    expect(await run(wholeChain, ['--deep'])).toMatchObject(repaired(1));
    expect(await run(wholeChain, ['--deep'])).toMatchObject(unchanged);
  });
});
