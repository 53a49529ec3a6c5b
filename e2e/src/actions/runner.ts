import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Workflow } from '../../../tools/workflows/workflow-files.ts';
import { jobEnvironment } from '../support/github-actions.ts';
import { checkout, npmOfThisCheckout } from './checkout.ts';
import { type JobResult, runWorkflow, type WorkflowRun } from './run-workflow.ts';

/** What a repository's runs have in common. */
export interface RunnerOptions extends Pick<WorkflowRun, 'identity' | 'token'> {
  /** Where the runs leave everything. */
  directory: string;
  /** What mirror.config.yaml says when a job checks it out. */
  manifest(): string;
  /** Beside what GitHub gives to every job. */
  environment?: Readonly<Record<string, string>>;
}

/** What sets off one run, and what is special about it. */
export type Started = Pick<WorkflowRun, 'event' | 'schedule' | 'inputs'> &
  Partial<Pick<WorkflowRun, 'checkout' | 'actions'>>;

export type Jobs = Record<string, JobResult[]>;

/** The lines of mirror.yml's `on.schedule`. */
export const everySixHours: Started = { event: 'schedule', schedule: '0 */6 * * *' };
export const daily: Started = { event: 'schedule', schedule: '0 3 * * *' };

/** Runs workflows of this repository, with a manifest of its own. */
export async function createRunner(
  options: RunnerOptions,
): Promise<(workflow: Workflow, started: Started) => Promise<Jobs>> {
  const { directory, identity, token } = options;
  const npm = await npmOfThisCheckout(join(directory, 'npm'));
  const { PATH = '', MIRROR_TOOLS_DIR } = process.env;
  let runs = 0;
  return (workflow, started) => {
    runs += 1;
    return runWorkflow(workflow, {
      directory: join(directory, String(runs)),
      checkout: async (workspace) => {
        await checkout(workspace);
        await writeFile(join(workspace, 'mirror.config.yaml'), options.manifest());
      },
      environment: {
        ...jobEnvironment,
        ...options.environment,
        PATH: `${npm}:${PATH}`,
        ...(MIRROR_TOOLS_DIR !== undefined && { MIRROR_TOOLS_DIR }),
      },
      identity,
      ...(token !== undefined && { token }),
      ...started,
    });
  };
}

/** Job, as it is shown → how it ended. */
export function outcome(jobs: Readonly<Jobs>): Record<string, string> {
  return Object.fromEntries(
    Object.values(jobs)
      .flat()
      .map(({ name, result }) => [name, result]),
  );
}
