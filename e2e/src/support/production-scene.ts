import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LayoutRepository } from '@multiarch-mirror/oci';
import {
  buildImage,
  buildIndex,
  openProductionInternet,
  type ProductionInternet,
  type ProductionOptions,
  productionHosts,
  pushImage,
} from '@multiarch-mirror/testing';
import { root } from '../../../tools/install/directory.ts';
import { cosignUser } from './cosign.ts';
import { actionsEnvironment } from './github-actions.ts';
import { secretsOf } from './planted-secrets.ts';
import { publishLayout } from './published-layout.ts';
import { publishedLeaks, secretsOfInternet } from './published-leaks.ts';
import { type UpstreamLayout, upstreamLayout } from './upstream-image.ts';
import { createWorkspace, type Workspace } from './workspace.ts';

/** The tools that every scene needs. */
export const productionTools = ['trivy', 'mmdebstrap'] as const;

/** The public TUF repository as `cosign initialize` has to be given it: for the address without the slash it takes no root. */
const tufUrl = `https://${productionHosts.sigstore.tuf}/`;

/** Trivy says no word about itself to its makers, who are not part of this internet. */
const quietTrivy = { TRIVY_SKIP_VERSION_CHECK: 'true', TRIVY_DISABLE_TELEMETRY: 'true' };

/** Whoever publishes to GHCR: the account of the reference project, by the token of its workflow. */
const publisher = { username: 'this-is-tobi', password: 'ghs_the-token-of-the-job' };

/** The closed internet with the upstream images of the production manifest, and a job of the scheduled workflow. */
export interface ProductionScene {
  internet: ProductionInternet;
  /** The checkout of the job, with the production manifest as it is committed. */
  workspace: Workspace;
  /** @throws Error where Mattermost's are not published */
  readonly images: UpstreamLayout['images'];
  /** The environment of somebody with this cosign on PATH who trusts the Sigstore of the scene, and with a directory of their own. */
  readonly user: (
    name: string,
    cosign: string,
    others?: Readonly<Record<string, string>>,
  ) => Promise<{ cwd: string; env: Record<string, string> }>;
  /** `mirror run --json` as the workflow does it. @throws Error with all that it said where it fails */
  run(...args: string[]): Promise<void>;
  /** Changes the production manifest's text. @throws Error where `old` is not in it */
  edit(old: string, text: string): Promise<void>;
  close(): Promise<void>;
}

export interface ProductionSceneOptions extends ProductionOptions {
  paths: Readonly<Record<(typeof productionTools)[number], string>>;
  /** The images of the manifest that upstream has. Default: both; Outline's is small. */
  published?: readonly ('mattermost' | 'outline')[];
}

export async function setProductionScene({
  paths,
  published = ['mattermost', 'outline'],
  ...options
}: ProductionSceneOptions): Promise<ProductionScene> {
  const layout = published.includes('mattermost') ? await upstreamLayout() : undefined;
  const internet = await openProductionInternet({ user: publisher, ...options });
  const closers = [() => internet.close()];
  try {
    if (layout !== undefined)
      await publishLayout(internet.dockerHub, 'mattermost/mattermost-team-edition', layout.directory);
    if (published.includes('outline')) await publishOutline(internet);
    const workspace = await createWorkspace({
      programs: { trivy: paths.trivy },
      secrets: () => secretsOfInternet(internet),
      env: {
        ...internet.env,
        ...actionsEnvironment(internet.sigstore),
        GITHUB_ACTOR: internet.user.username,
        GITHUB_TOKEN: internet.user.password,
      },
    });
    closers.push(
      () => workspace.remove(),
      async () => {
        const leaks = await publishedLeaks(internet, secretsOf(workspace.env));
        if (leaks.length > 0) throw new Error(`secrets were published: ${leaks.join('; ')}`);
      },
    );
    await trustSigstore(join(workspace.env.HOME ?? '', '.local', 'share'), internet.sigstore.rootJson);
    await workspace.write('mirror.config.yaml', await readFile(join(root, 'mirror.config.yaml'), 'utf8'));
    const edit: ProductionScene['edit'] = async (old, text) => {
      const manifest = await readFile(workspace.path('mirror.config.yaml'), 'utf8');
      if (!manifest.includes(old)) throw new Error(`the production manifest has no ${old}`);
      await workspace.write('mirror.config.yaml', manifest.replace(old, text));
    };
    const user: ProductionScene['user'] = async (name, cosign, others) => {
      const cwd = workspace.path(name);
      await mkdir(cwd);
      const trust = { tufUrl, rootPath: internet.sigstore.rootPath };
      await trustSigstore(join(cwd, 'home', '.local', 'share'), internet.sigstore.rootJson);
      return { cwd, env: await cosignUser(cosign, trust, cwd, others, { ...internet.env, ...quietTrivy }) };
    };
    const run: ProductionScene['run'] = async (...args) => {
      const ended = await workspace.mirror(['run', '--json', ...args]);
      if (ended.exitCode !== 0)
        throw new Error(`mirror run: exit code ${ended.exitCode}\n${ended.stdout}\n${ended.stderr}`);
    };
    return {
      internet,
      workspace,
      get images() {
        if (layout === undefined) throw new Error('the images are not published');
        return layout.images;
      },
      user,
      run,
      edit,
      close: () => closed(closers),
    };
  } catch (error) {
    await closed(closers);
    throw error;
  }
}

async function closed(closers: (() => Promise<void>)[]): Promise<void> {
  const ended = await Promise.allSettled(closers.map((close) => close()));
  for (const one of ended) if (one.status === 'rejected') throw one.reason;
}

/**
 * Has sigstore-js trust this Sigstore in the place of the public one: it keeps the root that it finds where it keeps its copy of the
 * repository, as cosign does after `cosign initialize`.
 */
async function trustSigstore(dataHome: string, rootJson: string): Promise<void> {
  const directory = join(dataHome, 'sigstore-js', productionHosts.sigstore.tuf);
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, 'root.json'), rootJson);
}

/** The manifest's second image, small: a release, and one that is none by Outline's way to count. */
async function publishOutline({ dockerHub }: ProductionInternet): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'mirror-outline-'));
  try {
    const repository = new LayoutRepository(directory);
    for (const version of ['0.81.1', '0.82.0-0']) {
      const members = ['amd64', 'arm64'].map((architecture) =>
        buildImage({
          platform: { os: 'linux', architecture },
          files: { 'opt/outline/VERSION': `${version} ${architecture}\n` },
        }),
      );
      await pushImage(repository, buildIndex(await Promise.all(members)), version);
    }
    await publishLayout(dockerHub, 'outlinewiki/outline', directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
