import { copyFile } from 'node:fs/promises';
import {
  type EmbeddedRegistry,
  githubIssuer,
  type LocalSigstore,
  startRegistry,
  startSigstore,
} from '@multiarch-mirror/testing';
import { createWorkspace, type Workspace } from '../support/workspace.ts';

/** Who signs: the workflow of a repository that does not exist, as the local Sigstore certifies it. */
export const workflow = 'https://github.com/acme/mirror/.github/workflows/mirror.yml@refs/heads/main';
export const issuer: string = githubIssuer;

/** Everything that the demo needs and that goes away with it. */
export interface Stage extends AsyncDisposable {
  /** Where the machine-made image comes from. */
  readonly upstream: EmbeddedRegistry;
  readonly destination: EmbeddedRegistry;
  readonly sigstore: LocalSigstore;
  /** Where `mirror` runs: its manifest, and nothing of this machine's configuration. */
  readonly workspace: Workspace;
}

/** The file in the workspace by which the local Sigstore is trusted. */
export const rootFile = 'sigstore-root.json';

/** What a tool has to be told to reach the outside, where this machine tells it so. */
const network = [
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'NODE_USE_ENV_PROXY',
  'NODE_EXTRA_CA_CERTS',
  'SSL_CERT_FILE',
];
const terminal = ['TERM', 'COLORTERM', 'NO_COLOR', 'FORCE_COLOR'];

export async function openStage(trivy: string): Promise<Stage> {
  await using started = new AsyncDisposableStack();
  const upstream = started.adopt(await startRegistry(), (registry) => registry.close());
  const destination = started.adopt(await startRegistry(), (registry) => registry.close());
  const sigstore = started.adopt(
    await startSigstore({ workflow: { repository: 'acme/mirror' } }),
    (service) => service.close(),
  );
  const passedOn = Object.entries(process.env).flatMap(([name, value]) =>
    value !== undefined && [...network, ...terminal].includes(name) ? [[name, value] as const] : [],
  );
  const workspace = started.adopt(
    await createWorkspace({
      programs: { trivy },
      env: { ...Object.fromEntries(passedOn), ...sigstore.environment },
    }),
    (directory) => directory.remove(),
  );
  await copyFile(sigstore.rootPath, workspace.path(rootFile));
  const everything = started.move();
  return {
    upstream,
    destination,
    sigstore,
    workspace,
    [Symbol.asyncDispose]: () => everything.disposeAsync(),
  };
}
