import { actionsEnvironment } from './github-actions.ts';
import { sigstoreOf, wholeChain } from './manifest.ts';
import { type Scene, type SceneOptions, setScene } from './scene.ts';
import type { MirrorEnded } from './workspace.ts';

/** A scene in which the upstream image has been mirrored, all versions and `latest`, by the whole chain. */
export interface Mirrored {
  scene: Scene;
  /** `host:port/path` of the upstream image. */
  source: string;
  /** Registry and namespace of the copies: what `ghcr.io/this-is-tobi/mirror` is to the reference project. */
  destination: string;
  ended: MirrorEnded;
}

/** Runs `mirror run --json` as the scheduled workflow does: with the identity that GitHub gives its job. */
export async function mirrored(options: SceneOptions): Promise<Mirrored> {
  const scene = await setScene(options);
  try {
    const { workspace, sigstore } = scene;
    const source = `${scene.upstream.host}/library/mattermost`;
    const destination = `${scene.destination.host}/this-is-tobi/mirror`;
    await workspace.write(
      'mirror.config.yaml',
      `version: 1
destination: ${destination}
${wholeChain}${sigstoreOf(sigstore)}
images:
  - name: mattermost
    source: ${source}
    tags: {semver: ">=10", keep: 10, latest: true}
`,
    );
    const job = { SIGSTORE_ID_TOKEN: '', ...actionsEnvironment(sigstore) };
    const ended = await workspace.mirror(['run', '--json'], job);
    if (ended.exitCode !== 0) {
      throw new Error(`mirror run: exit code ${ended.exitCode}\n${ended.stdout}\n${ended.stderr}`);
    }
    return { scene, source, destination, ended };
  } catch (error) {
    await scene.close();
    throw error;
  }
}
