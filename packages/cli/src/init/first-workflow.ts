import { credentialVariables, foreignRegistry } from './first-manifest.ts';

const checkout = `- uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
        with:
          persist-credentials: false`;
const action = 'this-is-tobi/multiarch-mirror@v1';

/** What a workflow depends on. */
export interface WorkflowSettings {
  branch: string;
  destination: string;
  /** The manifest, from the top of the repository. */
  config: string;
}

/**
 * .github/workflows/mirror.yml: mirrors every six hours, by hand and when the manifest has changed, and checks the manifest in pull
 * requests. Its inputs are those of action.yml.
 */
export function firstWorkflow({ branch, destination, config }: WorkflowSettings): string {
  const named = config === 'mirror.config.yaml' ? '' : `\n          config: ${config}`;
  const [user, token] = credentialVariables;
  const variables =
    foreignRegistry(destination) === undefined
      ? ''
      : `
        env:
          ${user}: \${{ secrets.${user} }}
          ${token}: \${{ secrets.${token} }}`;
  return `name: mirror

# The identity in every certificate is that of this file on the ${branch} branch: ${config} and everybody who verifies expect it.

on:
  schedule:
    - cron: '0 */6 * * *'
  workflow_dispatch:
    inputs:
      images:
        description: Names of the manifest, or globs, with spaces between them. Empty for all.
        type: string
  push:
    branches: [${branch}]
    paths: [${config}]
  pull_request:
    paths: [${config}]

# Each job asks for what it needs.
permissions: {}

jobs:
  mirror:
    if: github.event_name != 'pull_request'
    # One run at a time, and none is cut short.
    concurrency:
      group: mirror
      cancel-in-progress: false
    runs-on: ubuntu-24.04
    timeout-minutes: 350
    permissions:
      contents: read
      # The copies and what is attached to them.
      packages: write
      # The identity that signs.
      id-token: write
    steps:
      ${checkout}
      - uses: ${action}${variables}
        with:
          command: run${named}
          images: \${{ inputs.images }}

  check:
    if: github.event_name == 'pull_request'
    runs-on: ubuntu-24.04
    timeout-minutes: 30
    permissions:
      contents: read
    steps:
      ${checkout}
      - uses: ${action}
        with:
          command: validate${named}
`;
}
