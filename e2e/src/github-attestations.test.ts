import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureTools } from '../../tools/ensure.ts';
import { workflowRun } from './support/github-actions.ts';
import { type ProductionScene, productionTools, setProductionScene } from './support/production-scene.ts';
import { linkPrograms, runBash } from './support/program.ts';

const tools = await ensureTools([...productionTools, 'gh']);

const image = 'ghcr.io/this-is-tobi/mirror/outline';
const version = '0.81.1';

const manifest = `version: 1
destination: ghcr.io/this-is-tobi/mirror
plugins:
  - cosign-sign
  - slsa-provenance
  - use: verify
    with: {identity: '${workflowRun.identity}', issuer: '${workflowRun.issuer}'}
  - github-attestations
images:
  - name: outline
    source: docker.io/outlinewiki/outline
    tags: ["${version}"]
`;

describe.skipIf(tools.missing.length > 0)('github-attestations, with the real gh', () => {
  let scene: ProductionScene;

  beforeAll(async () => {
    scene = await setProductionScene(tools);
    await scene.workspace.write('mirror.config.yaml', manifest);
  });
  afterAll(() => scene?.close());

  /** As a user with nothing but gh; it trusts the root that is built into it, and takes another one by a flag alone. */
  async function verify(options = '') {
    const { workspace, internet } = scene;
    const programs = await linkPrograms(workspace.path(`user${Math.random()}`), { gh: tools.paths.gh });
    const path = `${programs}:${process.env.PATH ?? ''}`;
    const env = {
      ...internet.env,
      PATH: path,
      HOME: join(workspace.directory, 'user'),
      GH_TOKEN: 'gho_of-a-user',
    };
    const root = internet.sigstore.trustedRootPath;
    return runBash(
      `gh attestation verify oci://${image}:${version} --repo this-is-tobi/multiarch-mirror --custom-trusted-root ${root} ${options}`,
      { env },
    );
  }

  it('hands every bundle over, and a later run none', async () => {
    await scene.run();
    const { attestations } = scene.internet.github;
    // A signature on the index and both platforms, two provenances on the index.
    expect(attestations).toHaveLength(5);
    expect(new Set(attestations.map(({ repository }) => repository))).toEqual(
      new Set(['this-is-tobi/multiarch-mirror']),
    );
    await scene.run('--deep');
    expect(attestations).toHaveLength(5);
  });

  it('is what gh attestation verify finds without a word about where the bundles are', async () => {
    const plain = await verify();
    expect(plain, plain.stderr).toMatchObject({ exitCode: 0 });
    const provenance = await verify('--predicate-type https://slsa.dev/provenance/v0.2');
    expect(provenance, provenance.stderr).toMatchObject({ exitCode: 0 });
    const workflow = await verify(
      '--signer-workflow this-is-tobi/multiarch-mirror/.github/workflows/other.yml',
    );
    expect(workflow.exitCode).not.toBe(0);
    const sbom = await verify('--predicate-type https://spdx.dev/Document');
    expect(sbom.exitCode).not.toBe(0);
  });
});
