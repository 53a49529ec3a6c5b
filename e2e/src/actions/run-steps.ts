import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { CompositeAction, Step } from '../../../tools/workflows/workflow-files.ts';
import { runProgram } from '../support/program.ts';
import type { Artifacts } from './artifacts.ts';
import { createCommandFiles } from './command-files.ts';
import { type Contexts, fill, holds, type Status } from './expression.ts';

/** A job while it runs; its steps change what the later ones find. */
export interface RunningJob {
  workspace: string;
  /** `RUNNER_TEMP`. */
  temporary: string;
  artifacts: Artifacts;
  /** Brings the repository into the workspace. */
  checkout(workspace: string): Promise<void>;
  /** Where the actions of other repositories are, by `owner/name`, beside those that this runner replaces. */
  actions: Readonly<Record<string, string>>;
  /** The environment of every step: what GitHub gives, the workflow's and the job's. */
  environment: Record<string, string>;
  status: Status;
  summary: string;
  log: string;
  /** Which step of the job is on, for the names of its files. */
  steps: number;
}

/** What the steps of one list see, beside their own results. */
export interface StepScope {
  contexts: Contexts;
  /** Of a composite action: `GITHUB_ACTION_PATH`. */
  actionPath?: string;
  /** Of a composite action: what the step that uses it adds to the environment. */
  environment?: Readonly<Record<string, string>>;
}

type StepResults = Record<string, { outputs: Record<string, string>; outcome: Status | 'skipped' }>;

/** Runs steps one after the other, each if its condition holds. @returns the results of those that have an id */
export async function runSteps(
  job: RunningJob,
  steps: readonly Step[],
  scope: StepScope,
): Promise<StepResults> {
  const results: StepResults = {};
  for (const step of steps) {
    const env = { ...job.environment, ...scope.environment };
    const contexts: Contexts = { ...scope.contexts, env, steps: results };
    const runs = holds(step.if, contexts, job.status);
    const outcome = runs ? await runStep(job, step, { ...scope, contexts }) : { failed: false, outputs: {} };
    if (outcome.failed) job.status = 'failure';
    if (step.id === undefined) continue;
    const state = outcome.failed ? 'failure' : runs ? 'success' : 'skipped';
    results[step.id] = { outputs: outcome.outputs, outcome: state };
  }
  return results;
}

interface Outcome {
  failed: boolean;
  outputs: Record<string, string>;
}

async function runStep(job: RunningJob, step: Step, scope: StepScope): Promise<Outcome> {
  const { uses, run } = step;
  if (run !== undefined) return runScript(job, step, run, scope);
  const given = Object.fromEntries(
    Object.entries(step.with ?? {}).map(([name, value]) => [name, fill(String(value), scope.contexts)]),
  );
  const action = uses?.split('@')[0];
  const directory = action === './' ? job.workspace : job.actions[action ?? ''];
  if (directory !== undefined) return runComposite(job, step, given, { ...scope, actionPath: directory });
  if (action === 'actions/checkout') await job.checkout(job.workspace);
  else if (action === 'actions/upload-artifact') await job.artifacts.upload(given, job.workspace);
  else if (action === 'actions/download-artifact') await job.artifacts.download(given, job.workspace);
  else throw new Error(`this runner has no ${uses}`);
  return { failed: false, outputs: {} };
}

/** As the runner does it: the script is a file, its shell stops at the first failure, and all it has to say is in files. */
async function runScript(
  job: RunningJob,
  step: Step,
  script: string,
  { contexts, actionPath, environment }: StepScope,
): Promise<Outcome> {
  job.steps += 1;
  const file = join(job.temporary, `step-${job.steps}.sh`);
  await writeFile(file, fill(script, contexts));
  const files = await createCommandFiles(join(job.temporary, `step-${job.steps}`));
  const shell = step.shell === 'bash' ? ['--noprofile', '--norc', '-eo', 'pipefail', file] : ['-e', file];
  const env = {
    ...job.environment,
    ...environment,
    ...(actionPath !== undefined && { GITHUB_ACTION_PATH: actionPath }),
    ...filled(step.env, contexts),
    ...files.variables,
  };
  const ended = await runProgram('bash', shell, { env, cwd: job.workspace });
  job.log += `${ended.stdout}\n${ended.stderr}\n`;
  const said = await files.read();
  job.summary += said.summary;
  Object.assign(job.environment, said.environment);
  if (said.path.length > 0)
    job.environment.PATH = [...said.path.toReversed(), job.environment.PATH ?? ''].join(':');
  return { failed: ended.exitCode !== 0, outputs: said.outputs };
}

/** An action of this project: its steps see its inputs and the environment of the step, and its outputs are what they say. */
async function runComposite(
  job: RunningJob,
  { env }: Step,
  given: Record<string, string>,
  { contexts, actionPath }: StepScope & { actionPath: string },
): Promise<Outcome> {
  const text = await readFile(join(actionPath, 'action.yml'), 'utf8');
  const action = parse(text) as CompositeAction;
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(action.inputs, name));
  if (unknown.length > 0) throw new Error(`action.yml has no input ${unknown.join(', ')}`);
  const { github, runner } = contexts;
  const inputs = Object.fromEntries(
    Object.entries(action.inputs).map(([name, input]) => [
      name,
      given[name] ?? fill(input.default ?? '', { github }),
    ]),
  );
  const before = job.status;
  const inside: Contexts = { github, runner, inputs };
  const scope: StepScope = { contexts: inside, actionPath, environment: filled(env, contexts) };
  const steps = await runSteps(job, action.runs.steps, scope);
  const outputs = Object.fromEntries(
    Object.entries(action.outputs).map(([name, { value }]) => [name, fill(value, { ...inside, steps })]),
  );
  return { failed: before === 'success' && job.status === 'failure', outputs };
}

function filled(
  values: Readonly<Record<string, string>> | undefined,
  contexts: Contexts,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values ?? {}).map(([name, value]) => [name, fill(value, contexts)]),
  );
}
