import { readdir } from 'node:fs/promises';
import { startSigstore } from '@multiarch-mirror/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureTools } from '../../tools/ensure.ts';
import { type Distribution, startDistribution } from './support/distribution.ts';
import { actionsEnvironment, workflowRun } from './support/github-actions.ts';
import { type OtherRegistry, startOlareg } from './support/other-registries.ts';
import { type ProductionScene, productionTools, setProductionScene } from './support/production-scene.ts';
import { createWorkspace, type Workspace } from './support/workspace.ts';

const tools = await ensureTools([
  'registry',
  'docker-registry',
  'olareg',
  'cosign',
  'oras',
  ...productionTools,
]);

interface Finding {
  area: string;
  status: string;
  message: string;
}

let workspace: Workspace;
let registries: { distribution3: Distribution; distribution28: Distribution; olareg: OtherRegistry };
const closers: (() => Promise<void>)[] = [];

beforeAll(async () => {
  const { paths } = tools;
  const sigstore = await startSigstore();
  const [distribution3, distribution28, olareg] = await Promise.all([
    startDistribution(paths.registry),
    // As it is installed: nothing can be deleted.
    startDistribution(paths['docker-registry'], { storage: { delete: { enabled: false } } }),
    startOlareg(paths.olareg),
  ]);
  registries = { distribution3, distribution28, olareg };
  const { trivy, cosign, oras } = paths;
  workspace = await createWorkspace({ programs: { trivy, cosign, oras }, env: actionsEnvironment(sigstore) });
  for (const opened of [sigstore, distribution3, distribution28, olareg]) closers.push(() => opened.close());
  closers.push(() => workspace.remove());
  const image = (name: string, host: string): string =>
    `  - {name: ${name}, source: "${distribution3.host}/app", tags: ["1.0.0"], transport: oras, destination: "${host}/mirror"}\n`;
  await workspace.write(
    'mirror.config.yaml',
    `version: 1
destination: ${distribution3.host}/mirror
plugins:
  - trivy-sbom
  - cosign-sign
  - slsa-provenance
  - {use: verify, with: {identity: '${workflowRun.identity}', issuer: ${workflowRun.issuer}}}
sigstore:
  fulcio: ${sigstore.fulcioUrl}
  rekor: ${sigstore.rekorUrl}
  tuf: {mirror: ${sigstore.tufUrl}, root: ${sigstore.rootPath}}
images:
${image('three', distribution3.host)}${image('two', distribution28.host)}${image('olareg', olareg.host)}`,
  );
});
afterAll(async () => {
  for (const closer of closers) await closer();
});

it('knows real registries, tools and a real trust root, and leaves no content behind', async () => {
  const { exitCode, stdout, stderr } = await workspace.mirror(['doctor', '--json']);
  expect(exitCode, stdout + stderr).toBe(0);
  const { summary, checks } = JSON.parse(stdout) as { summary: object; checks: Finding[] };
  expect(summary).toMatchObject({ warn: 0, fail: 0 });
  const messages = (area: string): string =>
    checks.flatMap((check) => (check.area === area ? [check.message] : [])).join('\n');
  expect(messages('tools')).toMatch(
    /^node [\d.]+\nmirror [\d.]+\ntrivy [\d.]+\ncosign [\d.]+\noras [\d.]+\n/,
  );
  expect(messages('signing')).toContain('gives a valid trusted root');
  expect(messages('signing')).toContain('there is an identity token to sign with');
  expect(messages('signing')).toContain(`what ${workflowRun.workflow} signs is accepted`);

  const { distribution3, distribution28, olareg } = registries;
  const abilities = {
    [distribution3.host]: 'no referrers API',
    [distribution28.host]: 'no referrers API',
    [olareg.host]: 'it has: referrers API',
  };
  for (const [host, referrers] of Object.entries(abilities)) {
    const said = messages(`${host} (destination)`);
    expect(said).toContain('can be written to: an upload was opened, and cancelled');
    expect(said).toContain('its clock and this one agree');
    expect(said).toContain(referrers);
  }
  expect(messages(`${distribution3.host} (destination)`)).toContain('deletes manifests');
  expect(messages(`${olareg.host} (destination)`)).toContain('deletes manifests');
  expect(messages(`${distribution28.host} (destination)`)).toContain('deletes no manifests');

  const left = await Promise.all(
    [distribution3, distribution28].map(({ storage }) => readdir(storage, { recursive: true })),
  );
  // Of an upload that was cancelled distribution keeps the empty state of a hash, until it purges that.
  const kept = left.flat().filter((path) => /_manifests|_layers|\/blobs|\/data$/.test(path));
  expect(kept).toEqual([]);
});

describe('with the production manifest, in the closed internet', () => {
  let scene: ProductionScene;
  beforeAll(async () => {
    scene = await setProductionScene({ paths: tools.paths });
  });
  afterAll(() => scene?.close());

  async function examined(env: Record<string, string> = {}) {
    const { exitCode, stdout, stderr } = await scene.workspace.mirror(['doctor', '--json'], env);
    const { checks } = JSON.parse(stdout) as { checks: (Finding & { code?: string; hint?: string })[] };
    const of = (area: string): string =>
      checks.flatMap((check) => (check.area === area ? [check.message] : [])).join('\n');
    return { exitCode, checks, of, said: stdout + stderr };
  }

  it('knows GHCR, the limit of Docker Hub, public Sigstore and the workflow that signs', async () => {
    const { exitCode, of, said } = await examined();
    expect(exitCode, said).toBe(0);
    const ghcr = of('ghcr.io (destination)');
    expect(ghcr).toContain('can be read with credentials');
    expect(ghcr).toContain('can be written to');
    expect(ghcr).toContain('it is ghcr, and has: no referrers API');
    expect(of('docker.io (source)')).toMatch(/^\d+ of \d+ requests are left/m);
    expect(of('docker.io (source)')).toContain('it is docker-hub');
    const signing = of('signing');
    expect(signing).toContain('public Sigstore gives a valid trusted root');
    expect(signing).toContain('there is an identity token to sign with');
    expect(signing).toMatch(/what \S+mirror\.yml@refs\/heads\/main signs is accepted/);
  });

  it('says what a job lacks that has no token', async () => {
    const { exitCode, checks } = await examined({ GITHUB_TOKEN: '' });
    expect(exitCode).toBe(1);
    expect(checks.filter(({ status }) => status === 'fail')).toEqual([
      expect.objectContaining({
        area: 'ghcr.io (destination)',
        message: expect.stringContaining('there are no credentials for it') as string,
        hint: expect.stringContaining('docker login ghcr.io') as string,
      }),
    ]);
  });
});
