import { type LocalSigstore, startSigstore } from '@multiarch-mirror/testing';
import type { ToolName } from '../../../tools/install/catalogue.ts';
import { type Distribution, startDistribution } from './distribution.ts';
import { leaksInFolder, secretsOf } from './planted-secrets.ts';
import { SecretSearch } from './secret-forms.ts';
import { publishUpstream, type UpstreamLayout, upstreamLayout, type Version } from './upstream-image.ts';
import { createWorkspace, type Workspace } from './workspace.ts';

/** The tools that every scene needs. */
export const sceneTools = ['trivy', 'oras', 'registry', 'docker-registry', 'mmdebstrap'] as const;

/** A registry with the upstream image, an empty one for the copies, a Sigstore, and a place to run `mirror` in. */
export interface Scene {
  /** Distribution 3, with `library/mattermost`. */
  upstream: Distribution;
  /** Distribution 2.8: like GHCR it has no referrers API. */
  destination: Distribution;
  sigstore: LocalSigstore;
  /** With `SIGSTORE_ID_TOKEN` of the local Sigstore and the real Trivy. */
  workspace: Workspace;
  images: UpstreamLayout['images'];
  close(): Promise<void>;
}

export interface SceneOptions {
  paths: Readonly<Record<(typeof sceneTools)[number], string>>;
  /** Upstream's tags; default: all. */
  published?: readonly Version[];
  /** Further programs on PATH, before those of this machine. */
  programs?: Partial<Record<ToolName, string>>;
  /** The command's `mirror.js`. Default: that of this checkout. */
  cli?: string;
}

export async function setScene({ paths, published, programs, cli }: SceneOptions): Promise<Scene> {
  const layout = await upstreamLayout();
  const closers: (() => Promise<void>)[] = [];
  const opened = async <Part extends { close(): Promise<void> }>(part: Promise<Part>): Promise<Part> => {
    const ready = await part;
    closers.push(() => ready.close());
    return ready;
  };
  const close = async (): Promise<void> => {
    const ended = [];
    for (const closer of closers.reverse()) ended.push(...(await Promise.allSettled([closer()])));
    for (const one of ended) if (one.status === 'rejected') throw one.reason;
  };
  try {
    const upstream = await opened(startDistribution(paths.registry));
    const destination = await opened(startDistribution(paths['docker-registry']));
    const sigstore = await opened(startSigstore());
    await publishUpstream(paths.oras, layout, `${upstream.host}/library/mattermost`, published);
    const workspace = await createWorkspace({
      programs: { trivy: paths.trivy, ...programs },
      env: { SIGSTORE_ID_TOKEN: sigstore.identityToken() },
      secrets: () => tokensOf(sigstore),
      ...(cli === undefined ? {} : { cli }),
    });
    closers.push(
      () => workspace.remove(),
      () => refusePublished(destination.storage, secretsOf(workspace.env), sigstore),
    );
    return { upstream, destination, sigstore, workspace, images: layout.images, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The tokens that a Sigstore takes and has issued, by a name for each. */
function tokensOf({ environment, issuedTokens }: LocalSigstore): Map<string, string> {
  const tokens = issuedTokens().map((token, index) => [`identity token ${index}`, token] as const);
  return new Map([['the token of the job', environment.ACTIONS_ID_TOKEN_REQUEST_TOKEN], ...tokens]);
}

/** @throws Error naming what of the secrets is in a registry's files: manifests, attestations, records */
async function refusePublished(
  storage: string,
  secrets: ReadonlyMap<string, string>,
  sigstore: LocalSigstore,
): Promise<void> {
  const search = new SecretSearch(new Map([...secrets, ...tokensOf(sigstore)]));
  const leaks = await leaksInFolder(search, storage);
  if (leaks.length > 0) throw new Error(`secrets were published: ${leaks.join('; ')}`);
}
