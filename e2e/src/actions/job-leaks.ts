import { join } from 'node:path';
import { leaksInFolder, plantedEnvironment, secretsOf } from '../support/planted-secrets.ts';
import { SecretSearch } from '../support/secret-forms.ts';
import type { RunningJob } from './run-steps.ts';

/** What a job has left. */
export interface JobTraces {
  /** Its folder: the workspace and `RUNNER_TEMP` are below it. */
  place: string;
  /** `github.token`. */
  token: string;
  running: Pick<RunningJob, 'environment' | 'summary' | 'log'>;
  outputs: Readonly<Record<string, string>>;
}

/** What a checkout brings along, and what holds credentials as its purpose. */
const except = ['home', ...['node_modules', '.git'].map((name) => join('workspace', name))];

/** @throws Error naming each secret of a job that is in its log, summary, outputs or files, artifacts among them before they are uploaded */
export async function refuseJobLeaks({ place, token, running, outputs }: JobTraces): Promise<void> {
  const env = { ...plantedEnvironment, ...running.environment };
  const search = new SecretSearch(new Map([...secretsOf(env), ['github.token', token]]));
  const said = { log: running.log, summary: running.summary, outputs: JSON.stringify(outputs) };
  const leaks = [
    ...Object.entries(said).flatMap(([where, text]) => search.in(text).map((name) => `${where}: ${name}`)),
    ...(await leaksInFolder(search, place, { except })),
  ];
  if (leaks.length > 0) throw new Error(`secrets came out of a job: ${leaks.join('; ')}`);
}
