import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { productionHosts } from '@multiarch-mirror/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureTools } from '../../tools/ensure.ts';
import { root } from '../../tools/install/directory.ts';
import { readWorkflow } from '../../tools/workflows/workflow-files.ts';
import { createRunner, everySixHours, type Jobs, outcome } from './actions/runner.ts';
import { type ProductionScene, productionTools, setProductionScene } from './support/production-scene.ts';

// The committed workflow and the committed manifest, on an internet where GHCR, Docker Hub and Sigstore answer under their own names. The
// packages at GHCR are private, and a job's token is good for what its permissions say and for nothing more.

const tools = await ensureTools([...productionTools, 'cosign']);

const user = { username: 'this-is-tobi', password: 'ghs_packages-write' };
const reader = 'ghs_packages-read';
/** To GHCR it is nobody's. */
const stranger = 'ghs_no-packages';

describe.skipIf(tools.missing.length > 0)('mirror.yml with the manifest of this repository', () => {
  let scene: ProductionScene;
  let runner: Awaited<ReturnType<typeof createRunner>>;

  /** @param without a permission that one of the jobs is not given */
  const run = (without: { job?: string; permission?: string } = {}): Promise<Jobs> => {
    const workflow = readWorkflow('.github/workflows/mirror.yml');
    const permissions = workflow.jobs[without.job ?? '']?.permissions;
    if (permissions !== undefined && without.permission !== undefined) {
      if (permissions[without.permission] === undefined) throw new Error('it has no such permission');
      delete permissions[without.permission];
    }
    return runner(workflow, everySixHours);
  };
  const published = () => [...scene.internet.ghcr.repository('this-is-tobi/mirror/mattermost').tags.keys()];

  beforeAll(async () => {
    const service = productionHosts.ghcr.api;
    scene = await setProductionScene({
      paths: tools.paths,
      user,
      ghcr: { auth: { ...user, kind: 'token', service, readers: [reader] } },
    });
    const { workspace, internet } = scene;
    const manifest = await readFile(join(root, 'mirror.config.yaml'), 'utf8');
    runner = await createRunner({
      directory: workspace.path('runs'),
      manifest: () => manifest,
      environment: { ...internet.env, HOME: workspace.env.HOME ?? '', GITHUB_ACTOR: user.username },
      token: ({ packages }) => ({ write: user.password, read: reader })[packages ?? ''] ?? stranger,
      identity: internet.sigstore.environment,
    });
  });
  afterAll(async () => {
    await scene?.close();
  });

  // Before the run that succeeds: afterwards there would be nothing to do.
  it.each(['packages', 'id-token'])('mirrors nothing without the permission %s', async (permission) => {
    const jobs = await run({ job: 'mirror', permission });
    expect(outcome(jobs)).toEqual({
      plan: 'success',
      'mirror mattermost': 'failure',
      'mirror outline': 'failure',
      report: 'failure',
    });
    expect(published()).toEqual([]);
  });

  it('needs no more than it has, and no secret', async () => {
    const jobs = await run();
    expect(outcome(jobs)).toEqual({
      plan: 'success',
      'mirror mattermost': 'success',
      'mirror outline': 'success',
      report: 'success',
    });
    expect(published()).toEqual(expect.arrayContaining(['10.3.1', '10.3.0', 'latest']));
    const summary = jobs.report?.[0]?.summary ?? '';
    expect(summary).toContain('ghcr.io/this-is-tobi/mirror/mattermost');
    const said = Object.values(jobs)
      .flat()
      .map(({ log, summary: text }) => log + text)
      .join('\n');
    expect([user.password, reader].filter((token) => said.includes(token))).toEqual([]);
  });

  it('finds nothing to do then, and could not know without the permission packages', async () => {
    expect(outcome(await run())).toEqual({ plan: 'success', mirror: 'skipped', report: 'success' });
    const blind = await run({ job: 'plan', permission: 'packages' });
    expect(blind.plan?.[0]?.outputs['has-work']).toBe('true');
  });
});
