/** What of a local Sigstore a workflow's job sees. */
export interface TokenEndpoint {
  environment: Readonly<Record<'ACTIONS_ID_TOKEN_REQUEST_URL' | 'ACTIONS_ID_TOKEN_REQUEST_TOKEN', string>>;
}

/** The repository, workflow and run that the local Sigstore issues tokens for, unless it is told another. */
export const workflowRun = {
  repository: 'https://github.com/this-is-tobi/multiarch-mirror',
  workflow: 'https://github.com/this-is-tobi/multiarch-mirror/.github/workflows/mirror.yml@refs/heads/main',
  identity:
    '^https://github\\.com/this-is-tobi/multiarch-mirror/\\.github/workflows/mirror\\.yml@refs/heads/main$',
  issuer: 'https://token.actions.githubusercontent.com',
  invocation: 'https://github.com/this-is-tobi/multiarch-mirror/actions/runs/1/attempts/1',
  commit: '0123456789abcdef0123456789abcdef01234567',
} as const;

/** The flags by which cosign accepts that workflow and no other. */
export const acceptWorkflow: string = `--certificate-identity-regexp '${workflowRun.identity}' --certificate-oidc-issuer ${workflowRun.issuer}`;

/** The flags as the reference page has them: any workflow of any repository whose name begins like this. */
export const acceptReference: string = `--certificate-identity-regexp "https://github.com/this-is-tobi/multiarch-mirror" --certificate-oidc-issuer "${workflowRun.issuer}"`;

/** What every job of that workflow finds in its environment (GitHub docs, "Variables reference"). */
export const jobEnvironment: Readonly<Record<string, string>> = {
  CI: 'true',
  GITHUB_ACTIONS: 'true',
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_REPOSITORY: 'this-is-tobi/multiarch-mirror',
  GITHUB_REPOSITORY_OWNER: 'this-is-tobi',
  GITHUB_REPOSITORY_ID: '100',
  GITHUB_REPOSITORY_OWNER_ID: '200',
  GITHUB_REF: 'refs/heads/main',
  GITHUB_SHA: workflowRun.commit,
  GITHUB_WORKFLOW: 'mirror',
  GITHUB_WORKFLOW_REF: 'this-is-tobi/multiarch-mirror/.github/workflows/mirror.yml@refs/heads/main',
  GITHUB_WORKFLOW_SHA: workflowRun.commit,
  GITHUB_EVENT_NAME: 'schedule',
  GITHUB_RUN_ID: '1',
  GITHUB_RUN_ATTEMPT: '1',
  RUNNER_ENVIRONMENT: 'github-hosted',
};

/** The same for a job with `id-token: write`. */
export function actionsEnvironment({ environment }: TokenEndpoint): Record<string, string> {
  return { ...jobEnvironment, ...environment };
}
