import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Job, Workflow } from '../../../tools/workflows/workflow-files.ts';
import { Artifacts } from './artifacts.ts';
import { type Contexts, fill, fillValue, holds, type Status } from './expression.ts';
import { refuseJobLeaks } from './job-leaks.ts';
import { type RunningJob, runSteps } from './run-steps.ts';

/** What starts a workflow, and where. */
export interface WorkflowRun {
  /** `github.event_name`. */
  event: 'schedule' | 'workflow_dispatch' | 'pull_request';
  /** Which line of `on.schedule` it is. */
  schedule?: string;
  /** Of a run by hand; what is left out has its default. */
  inputs?: Readonly<Record<string, string | number | boolean>>;
  /** A directory for everything that this run makes. */
  directory: string;
  checkout: RunningJob['checkout'];
  /** Actions of other repositories: `owner/name` → their files. */
  actions?: RunningJob['actions'];
  /** What GitHub gives to every job, PATH among it. */
  environment: Readonly<Record<string, string>>;
  /** `github.token` of a job that may do this. */
  token?(permissions: Readonly<Record<string, string>>): string;
  /** What a job with `id-token: write` is given. */
  identity: Readonly<Record<string, string>>;
}

/** How a job ended. One with a matrix is several, named as they are shown. */
export interface JobResult {
  name: string;
  result: Status | 'skipped';
  outputs: Record<string, string>;
  summary: string;
  /** Everything that its steps have printed. */
  log: string;
}

/** Runs all jobs of a workflow in the order of their `needs`, one after the other. @returns job → what became of each of its instances */
export async function runWorkflow(
  workflow: Workflow,
  run: WorkflowRun,
): Promise<Record<string, JobResult[]>> {
  const artifacts = new Artifacts(join(run.directory, 'artifacts'));
  await mkdir(join(run.directory, 'artifacts'), { recursive: true });
  const inputs = inputsOf(workflow, run);
  const github = githubContext(run, inputs);
  const results: Record<string, JobResult[]> = {};
  for (const [id, job] of Object.entries(workflow.jobs)) {
    const needs = Object.fromEntries(
      [job.needs ?? []].flat().map((name) => [name, asNeed(results[name] ?? [])]),
    );
    const states = Object.values(needs).map(({ result }) => result);
    const status = states.includes('failure') ? 'failure' : 'success';
    const contexts: Contexts = { github, inputs, needs, vars: {} };
    // A job that needs one that was skipped is skipped, too, unless its condition asks for the state.
    const sound = states.every((state) => state === 'success') ? status : 'failure';
    if (!holds(job.if, contexts, sound)) {
      results[id] = [{ name: id, result: 'skipped', outputs: {}, summary: '', log: '' }];
      continue;
    }
    const combinations = matrixOf(job, contexts);
    results[id] = [];
    for (const [index, matrix] of combinations.entries()) {
      const strategy = { 'job-index': index, 'job-total': combinations.length };
      const place = join(run.directory, `${id}-${index}`);
      const scope = { ...contexts, matrix, strategy };
      results[id].push(await runJob(workflow, { id, job, place }, scope, { ...run, artifacts }));
    }
  }
  return results;
}

async function runJob(
  workflow: Workflow,
  { id, job, place }: { id: string; job: Job; place: string },
  given: Contexts,
  run: WorkflowRun & { artifacts: Artifacts },
): Promise<JobResult> {
  const [workspace, temporary, home] = ['workspace', 'temp', 'home'].map((name) => join(place, name));
  if (workspace === undefined || temporary === undefined || home === undefined) throw new Error('no place');
  for (const folder of [workspace, temporary, home]) await mkdir(folder, { recursive: true });
  const token = run.token?.(job.permissions ?? {}) ?? 'ghs_ofthisrun';
  const runner = { os: 'Linux', arch: 'X64', temp: temporary, environment: 'github-hosted' };
  const contexts: Contexts = {
    ...given,
    runner,
    github: { ...(given.github as object), workspace, job: id, token },
  };
  const own = { ...workflow.env, ...job.env };
  const environment: Record<string, string> = {
    HOME: home,
    ...run.environment,
    ...(job.permissions?.['id-token'] === 'write' ? run.identity : {}),
    GITHUB_EVENT_NAME: run.event,
    GITHUB_JOB: id,
    GITHUB_WORKSPACE: workspace,
    RUNNER_TEMP: temporary,
  };
  for (const [name, value] of Object.entries(own)) environment[name] = fill(value, contexts);
  const { artifacts, checkout, actions = {} } = run;
  const state = { status: 'success' as const, summary: '', log: '', steps: 0 };
  const running: RunningJob = { workspace, temporary, artifacts, checkout, actions, environment, ...state };
  const steps = await runSteps(running, job.steps, { contexts });
  const outputs: Record<string, string> = Object.fromEntries(
    Object.entries(job.outputs ?? {}).map(([name, value]) => [name, fill(value, { ...contexts, steps })]),
  );
  const { status, summary, log } = running;
  await refuseJobLeaks({ place, token, running, outputs });
  return {
    name: job.name === undefined ? id : fill(job.name, contexts),
    result: status,
    outputs,
    summary,
    log,
  };
}

/** What those that need a job see of it: of a matrix the last outputs, and a failure if there is one. */
function asNeed(instances: readonly JobResult[]): {
  result: JobResult['result'];
  outputs: Record<string, string>;
} {
  const failed = instances.find(({ result }) => result === 'failure');
  const result = failed?.result ?? instances[0]?.result ?? 'skipped';
  return { result, outputs: Object.assign({}, ...instances.map(({ outputs }) => outputs)) };
}

/** One empty combination for a job without a matrix. @throws Error for an empty matrix, as GitHub does */
function matrixOf({ strategy }: Job, contexts: Contexts): Record<string, string>[] {
  if (strategy?.matrix === undefined) return [{}];
  const { include } = fillValue(strategy.matrix, contexts) as { include: Record<string, string>[] };
  if (include.length === 0) throw new Error('Matrix must define at least one vector');
  return include;
}

/** The `inputs` context: of a run by hand all that the workflow declares, in their types; else nothing. */
function inputsOf(workflow: Workflow, { event, inputs = {} }: WorkflowRun): Record<string, unknown> {
  if (event !== 'workflow_dispatch') return {};
  const { inputs: declared = {} } = workflow.on.workflow_dispatch as {
    inputs?: Record<string, { type?: string; default?: unknown }>;
  };
  const unknown = Object.keys(inputs).filter((name) => !Object.hasOwn(declared, name));
  if (unknown.length > 0) throw new Error(`Unexpected inputs provided: ${unknown.join(', ')}`);
  return Object.fromEntries(
    Object.entries(declared).map(([name, { type, default: usual }]) => [
      name,
      inputs[name] ?? usual ?? (type === 'boolean' ? false : ''),
    ]),
  );
}

function githubContext({ event, schedule, environment }: WorkflowRun, inputs: object): object {
  return {
    event_name: event,
    event: event === 'schedule' ? { schedule } : { inputs },
    repository: environment.GITHUB_REPOSITORY,
    repository_owner: environment.GITHUB_REPOSITORY_OWNER,
    ref: environment.GITHUB_REF,
    sha: environment.GITHUB_SHA,
    run_id: environment.GITHUB_RUN_ID,
    server_url: environment.GITHUB_SERVER_URL,
  };
}
