import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OciClient, parseRepository } from '@multiarch-mirror/oci';
import {
  buildImage,
  buildIndex,
  type EmbeddedRegistry,
  pushImage,
  startRegistry,
} from '@multiarch-mirror/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ensureTools } from '../../tools/ensure.ts';
import { type Workflow, yamlOf } from '../../tools/workflows/workflow-files.ts';
import { checkout } from './actions/checkout.ts';
import { createRunner, everySixHours, type Jobs, outcome, type Started } from './actions/runner.ts';
import { jobEnvironment } from './support/github-actions.ts';
import { createWorkspace, type Workspace } from './support/workspace.ts';

// The workflows that other repositories are given, by docs/ci.md and by `mirror init`, in one that holds a manifest and nothing else.

const tools = await ensureTools(['trivy', 'cosign']);

describe.skipIf(tools.missing.length > 0)('in another repository', () => {
  let upstream: EmbeddedRegistry;
  let destination: EmbeddedRegistry;
  let workspace: Workspace;
  let manifest: string;
  let run: (workflow: Workflow, started: Started) => Promise<Jobs>;

  beforeAll(async () => {
    upstream = await startRegistry();
    destination = await startRegistry();
    workspace = await createWorkspace();
    await publish(upstream.host);
    manifest = manifestOf('team');
    const action = workspace.path('action');
    await checkout(action);
    const runner = await createRunner({
      directory: workspace.directory,
      manifest: () => manifest,
      identity: {},
    });
    run = (workflow, started) =>
      runner(workflow, {
        checkout: (place) => writeFile(join(place, 'mirror.config.yaml'), manifest),
        actions: { 'this-is-tobi/multiarch-mirror': action },
        ...started,
      });
  });
  afterAll(async () => {
    await workspace?.remove();
    await destination?.close();
    await upstream?.close();
  });
  const manifestOf = (namespace: string): string =>
    `version: 1\ndestination: ${destination.host}/${namespace}\nplugins: []\nimages:\n  - {source: ${upstream.host}/up/app, tags: ["1.0.0"]}\n`;
  const published = (namespace: string): string[] => [
    ...destination.repository(`${namespace}/app`).tags.keys(),
  ];

  it('the workflow of docs/ci.md plans, mirrors and sums up', async () => {
    const [text = ''] = yamlOf('docs/ci.md');
    const jobs = await run(parse(text) as Workflow, everySixHours);
    expect(outcome(jobs)).toEqual({ plan: 'success', 'mirror app': 'success', report: 'success' });
    expect(published('team')).toEqual(['1.0.0']);
    expect(jobs.report?.[0]?.summary).toContain('#### Published');
  });

  describe('the workflow of mirror init', () => {
    let workflow: Workflow;
    beforeAll(async () => {
      await mkdir(workspace.path('.github/workflows'), { recursive: true });
      const written = await workspace.mirror(['init', '--yes'], jobEnvironment);
      if (written.exitCode !== 0) throw new Error(written.stderr);
      workflow = parse(await readFile(workspace.path('.github/workflows/mirror.yml'), 'utf8')) as Workflow;
      manifest = manifestOf('first');
    });

    it('mirrors on schedule', async () => {
      const jobs = await run(workflow, everySixHours);
      expect(outcome(jobs)).toEqual({ mirror: 'success', check: 'skipped' });
      expect(published('first')).toEqual(['1.0.0']);
      expect(jobs.mirror?.[0]?.summary).toContain('#### Published');
    });

    it('mirrors by hand what is asked for', async () => {
      const jobs = await run(workflow, { event: 'workflow_dispatch', inputs: { images: 'nothing-like-it' } });
      expect(outcome(jobs)).toEqual({ mirror: 'failure', check: 'skipped' });
      expect(jobs.mirror?.[0]?.log).toContain('nothing-like-it');
    });

    it('checks the manifest in a pull request, and mirrors nothing', async () => {
      manifest = manifestOf('proposed').replace('tags:', 'tag:');
      const jobs = await run(workflow, { event: 'pull_request' });
      expect(outcome(jobs)).toEqual({ mirror: 'skipped', check: 'failure' });
      expect(jobs.check?.[0]?.log).toContain('::error file=mirror.config.yaml,line=5');
      expect(published('proposed')).toEqual([]);
    });
  });
});

async function publish(host: string): Promise<void> {
  const client = new OciClient();
  const repository = client.repository(parseRepository(`${host}/up/app`), { writes: true });
  const images = ['amd64', 'arm64'].map((architecture) =>
    buildImage({ platform: { os: 'linux', architecture }, files: { own: architecture } }),
  );
  await pushImage(repository, buildIndex(await Promise.all(images)), '1.0.0');
  await client.close();
}
