import { randomUUID } from 'node:crypto';
import type { Invocation } from '../plugin/run-context.ts';

/** Who runs this, by the variables that GitHub Actions sets (docs: "Variables reference"), else by nothing but a UUID. */
export function readInvocation(environment: NodeJS.ProcessEnv, now: Date = new Date()): Invocation {
  const startedOn = now.toISOString();
  const {
    GITHUB_ACTIONS,
    GITHUB_SERVER_URL: server = 'https://github.com',
    GITHUB_REPOSITORY: name,
  } = environment;
  if (GITHUB_ACTIONS !== 'true' || name === undefined) return { id: `urn:uuid:${randomUUID()}`, startedOn };
  const repository = `${server}/${name}`;
  const { GITHUB_RUN_ID: run = '0', GITHUB_RUN_ATTEMPT: attempt = '1' } = environment;
  const { GITHUB_WORKFLOW_REF: workflow, GITHUB_REF: ref, GITHUB_SHA: commit } = environment;
  return {
    id: `${repository}/actions/runs/${run}/attempts/${attempt}`,
    startedOn,
    repository,
    ...(workflow !== undefined && { workflow: `${server}/${workflow}` }),
    ...(ref !== undefined && { ref }),
    ...(commit !== undefined && { commit }),
  };
}
