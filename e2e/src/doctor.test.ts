import { readdir } from 'node:fs/promises';
import { startSigstore } from '@multiarch-mirror/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ensureTools } from '../../tools/ensure.ts';
import { type Distribution, startDistribution } from './support/distribution.ts';
import { actionsEnvironment, workflowRun } from './support/github-actions.ts';
import { type OtherRegistry, startOlareg } from './support/other-registries.ts';
import { createWorkspace, type Workspace } from './support/workspace.ts';

const tools = await ensureTools(['registry', 'docker-registry', 'olareg', 'trivy', 'cosign', 'oras']);

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
  expect(messages('tools')).toMatch(/^node [\d.]+\ntrivy [\d.]+\ncosign [\d.]+\noras [\d.]+\n/);
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
