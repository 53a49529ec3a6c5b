import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureTools } from '../../tools/ensure.ts';
import { readWorkflow } from '../../tools/workflows/workflow-files.ts';
import { fill } from './actions/expression.ts';
import { createRunner, daily, everySixHours, type Jobs, outcome, type Started } from './actions/runner.ts';
import { type Distribution, startDistribution } from './support/distribution.ts';
import { sigstoreOf, wholeChain } from './support/manifest.ts';
import { outputOf } from './support/program.ts';
import { type Scene, sceneTools, setScene } from './support/scene.ts';
import { versionTags } from './support/version-tags.ts';

// The workflows as they are committed, their jobs and steps run one after the other with what GitHub Actions gives to each: GitHub's
// own evaluator of expressions, its files, its environment, artifacts in a folder. Registries, Trivy and Sigstore are real.

const tools = await ensureTools([...sceneTools, 'cosign', 'crane']);
const mirrorWorkflow = readWorkflow('.github/workflows/mirror.yml');
const pullRequest = readWorkflow('.github/workflows/pull-request.yml');

describe.skipIf(tools.missing.length > 0)('mirror.yml', () => {
  let scene: Scene;
  let elsewhere: Distribution;
  let directory: string;
  let runner: Awaited<ReturnType<typeof createRunner>>;
  let source: string;
  let images: readonly string[];

  const manifest = (): string => `version: 1
destination: ${scene.destination.host}/this-is-tobi/mirror
${wholeChain}${sigstoreOf(scene.sigstore)}
images:
${images.join('\n')}
`;
  const run = (started: Started, workflow = mirrorWorkflow): Promise<Jobs> => runner(workflow, started);
  const crane = (...args: string[]): Promise<string> =>
    outputOf(tools.paths.crane, args, { env: scene.workspace.env });
  const tagsOf = (name: string, host = scene.destination.host, namespace = 'this-is-tobi/mirror') =>
    versionTags(host, `${namespace}/${name}`);

  beforeAll(async () => {
    scene = await setScene({ paths: tools.paths, published: ['10.3.0', '10.3.1'] });
    elsewhere = await startDistribution(tools.paths.registry);
    directory = await mkdtemp(join(tmpdir(), 'mirror-workflow-'));
    runner = await createRunner({ directory, manifest, identity: scene.sigstore.environment });
    source = `${scene.upstream.host}/library`;
    await crane('copy', `${source}/mattermost:10.3.1`, `${source}/outline:1.0.0`);
    images = [
      `  - {source: ${source}/mattermost, tags: {semver: "*", latest: true}}`,
      `  - {source: ${source}/outline, tags: ["1.0.0"], plugins: []}`,
    ];
  });
  afterAll(async () => {
    await elsewhere?.close();
    await scene?.close();
    if (directory !== undefined) await rm(directory, { recursive: true, force: true });
  });

  describe('on schedule, with an empty destination', () => {
    let jobs: Jobs;
    beforeAll(async () => {
      jobs = await run(everySixHours);
    });

    it('spreads the images over jobs, and all come to their end', () => {
      expect(outcome(jobs)).toEqual({
        plan: 'success',
        'mirror mattermost': 'success',
        'mirror outline': 'success',
        report: 'success',
      });
    });

    it('publishes what the manifest says', async () => {
      expect(await tagsOf('mattermost')).toEqual(['10.3.0', '10.3.1', 'latest']);
      expect(await tagsOf('outline')).toEqual(['1.0.0']);
    });

    it('leaves one summary, at the end', () => {
      expect([...(jobs.plan ?? []), ...(jobs.mirror ?? [])].map(({ summary }) => summary)).toEqual([
        '',
        '',
        '',
      ]);
      const summary = jobs.report?.[0]?.summary ?? '';
      expect(summary).toContain('#### Published');
      expect(summary).toContain('mattermost');
      expect(summary).toContain('cosign verify');
    });

    it('signs in the jobs that mirror, and no other could', () => {
      expect(scene.sigstore.entries().length).toBeGreaterThan(0);
      const { plan, report } = mirrorWorkflow.jobs;
      expect(plan?.permissions).toEqual({ contents: 'read', packages: 'read' });
      expect(report?.permissions).toEqual({ contents: 'read' });
    });
  });

  it('with nothing to do begins no job, and says so', async () => {
    const before = scene.sigstore.entries().length;
    const jobs = await run(everySixHours);
    expect(outcome(jobs)).toEqual({ plan: 'success', mirror: 'skipped', report: 'success' });
    expect(jobs.report?.[0]?.summary).toContain('4 unchanged');
    expect(scene.sigstore.entries()).toHaveLength(before);
  });

  it('looks once a day for tags that upstream has moved, and only then', async () => {
    await crane('copy', `${source}/mattermost:10.3.0`, `${source}/outline:1.0.0`);
    const usual = await run(everySixHours);
    expect(usual.report?.[0]?.summary).not.toContain('Changed upstream');
    const once = await run(daily);
    expect(outcome(once)).toMatchObject({ plan: 'success', report: 'success' });
    expect(once.report?.[0]?.summary).toContain('#### Changed upstream, kept here');
  });

  it('by hand only plans, for another destination, with fewer versions', async () => {
    const { host } = elsewhere;
    const inputs = { 'plan-only': true, images: 'matter* outline', registry: host, keep: 1 };
    const jobs = await run({ event: 'workflow_dispatch', inputs });
    expect(outcome(jobs)).toEqual({ plan: 'success', mirror: 'skipped', report: 'skipped' });
    const summary = jobs.plan?.[0]?.summary ?? '';
    expect(summary).toContain('#### To be done');
    expect(summary).toContain('10.3.1');
    expect(summary).not.toContain('10.3.0');
    expect((await crane('catalog', host)).trim()).toBe('');
  });

  it('by hand mirrors what is asked for to where it is asked for', async () => {
    const inputs = { images: 'matter*', registry: elsewhere.host, namespace: 'Acme/copies', keep: 1 };
    const jobs = await run({ event: 'workflow_dispatch', inputs });
    expect(outcome(jobs)).toEqual({ plan: 'success', 'mirror mattermost': 'success', report: 'success' });
    expect(await tagsOf('mattermost', elsewhere.host, 'acme/copies')).toEqual(['10.3.1', 'latest']);
    expect(await crane('catalog', elsewhere.host)).not.toContain('outline');
  });

  it('waits for a run that goes on, unless it only plans', () => {
    const group = (inputs: object) =>
      fill(mirrorWorkflow.concurrency?.group ?? '', { inputs, github: { run_id: '7' } });
    expect(group({})).toBe('mirror');
    expect(group({ 'plan-only': false })).toBe('mirror');
    expect(group({ 'plan-only': true })).toBe('mirror-plan-7');
  });

  describe('with an image that fails', () => {
    let jobs: Jobs;
    beforeAll(async () => {
      await crane('copy', `${source}/mattermost:10.3.1`, `${source}/added:2.0.0`);
      images = [
        ...images,
        `  - {source: ${source}/lost, tags: ["1.2.3"], plugins: []}`,
        `  - {source: ${source}/added, tags: ["2.0.0"], plugins: []}`,
      ];
      jobs = await run(everySixHours);
    });

    it('fails its job and the last one, and publishes the others', async () => {
      expect(outcome(jobs)).toEqual({
        plan: 'success',
        'mirror lost': 'failure',
        'mirror added': 'success',
        report: 'failure',
      });
      expect(await tagsOf('added')).toEqual(['2.0.0']);
    });

    it('is shown at its line of the manifest', () => {
      const { log = '' } = jobs.mirror?.find(({ name }) => name === 'mirror lost') ?? {};
      const line =
        manifest()
          .split('\n')
          .findIndex((text) => text.includes('/lost,')) + 1;
      expect(log).toMatch(
        new RegExp(
          `^::error file=mirror\\.config\\.yaml,line=${line},col=\\d+,title=lost%3A1\\.2\\.3 failed`,
          'm',
        ),
      );
    });

    it('names it in the summary with what happened', () => {
      const summary = jobs.report?.[0]?.summary ?? '';
      expect(summary).toContain('#### Failed');
      expect(summary).toContain('lost');
      expect(summary).toContain('#### Published');
    });
  });

  describe('with a manifest that is wrong', () => {
    beforeAll(() => {
      images = [`  - {source: ${source}/mattermost, tags: {semver: "*"}, tag: x}`];
    });

    it('plans nothing, mirrors nothing and says why', async () => {
      const jobs = await run(everySixHours);
      expect(outcome(jobs)).toEqual({ plan: 'failure', mirror: 'skipped', report: 'failure' });
      expect(jobs.report?.[0]?.summary).toContain('#### Not begun');
    });

    it('is refused in a pull request', async () => {
      const jobs = await run({ event: 'pull_request' }, pullRequest);
      expect(outcome(jobs)).toEqual({ plan: 'failure' });
      expect(jobs.plan?.[0]?.log).toMatch(/^::error file=mirror\.config\.yaml,line=\d+,col=\d+,/m);
    });
  });

  it('a pull request shows in its summary what it would do', async () => {
    images = [`  - {source: ${source}/mattermost, tags: {semver: "*", latest: true}, name: new}`];
    const jobs = await run({ event: 'pull_request' }, pullRequest);
    expect(outcome(jobs)).toEqual({ plan: 'success' });
    expect(jobs.plan?.[0]?.summary).toContain('#### To be done');
  });
});
