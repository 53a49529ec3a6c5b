import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureTools } from '../../tools/ensure.ts';
import { attached, completeImage } from './support/attached.ts';
import { acceptWorkflow } from './support/github-actions.ts';
import { type ProductionScene, setProductionScene } from './support/production-scene.ts';
import { runBash } from './support/program.ts';
import { chosenSeed, seededRandom } from './support/seeded-random.ts';
import type { MirrorProcess } from './support/workspace.ts';

const tools = await ensureTools(['trivy', 'cosign']);
const points = process.env.MIRROR_NIGHTLY === undefined ? 50 : 150;
/** So many have a world in common; each has a namespace of its own at the destination, where nothing is. */
const groupSize = 10;
const seed = chosenSeed();
const namespace = 'this-is-tobi/mirror';
/** Many runs a minute from one address. */
const unlimited = { burstLimit: { requests: 1_000_000, milliseconds: 60_000, status: 403 } as const };

const random = seededRandom(seed);
const moments = Array.from({ length: points }, (_, number) => ({
  number: number + 1,
  at: random(),
  handled: random() < 0.5,
}));
const groups = Array.from({ length: Math.ceil(points / groupSize) }, (_, group) =>
  moments.slice(group * groupSize, (group + 1) * groupSize),
);

describe.skipIf(tools.missing.length > 0)(
  `SIGKILL at ${points} points of a run with the whole chain, seed ${seed} (MIRROR_SEED)`,
  () => {
    /** Requests of a whole run, to whomever. */
    let total = 0;

    describe.each(groups)('from point $number on', (...group) => {
      let scene: ProductionScene;
      let manifest: string;
      /** Where the image was completed, to be read by cosign. */
      const completed: string[] = [];
      let places = 0;

      beforeAll(async () => {
        const paths = { ...tools.paths, mmdebstrap: '' };
        scene = await setProductionScene({ paths, published: ['outline'], ghcr: unlimited });
        manifest = await readFile(scene.workspace.path('mirror.config.yaml'), 'utf8');
        if (total > 0) return;
        const place = await emptyPlace();
        scene.internet.onRequest = () => {
          total += 1;
          return true;
        };
        await scene.run(...place.run);
        scene.internet.onRequest = undefined;
        expectComplete(place.repository);
      });
      afterAll(() => scene?.close());

      /** A manifest whose destination nobody has written to. */
      const emptyPlace = async () => {
        places += 1;
        const place = `${namespace}-${places}`;
        const file = `place-${places}.yaml`;
        const text = manifest.replace(`ghcr.io/${namespace}\n`, `ghcr.io/${place}\n`);
        if (text === manifest) throw new Error('the production manifest has another destination');
        await scene.workspace.write(file, text);
        return { repository: `${place}/outline`, run: ['outline', '--config', file] };
      };
      const versions = (repository: string): string[] => {
        const { tags } = scene.internet.ghcr.repository(repository);
        return [...tags.keys()].filter((tag) => !tag.startsWith('sha256-')).toSorted();
      };
      const expectComplete = (repository: string): void => {
        expect(versions(repository)).toEqual(['0.81.1', 'latest']);
        for (const tag of versions(repository))
          expect(attached(scene.internet.ghcr, repository, tag)).toEqual(completeImage);
      };

      it.each(group)(
        'point $number: no tag stands on an incomplete image, and the next run completes it with nothing doubled',
        async ({ at, handled }) => {
          let last = total;
          // How many requests there are is a matter of timing: a run that ended before its time is begun again.
          while (last > 0) {
            const { repository, run } = await emptyPlace();
            const chosen = 1 + Math.floor(at * last);
            const seen = await killedAt(scene, run, chosen, handled);
            last = seen < chosen ? seen : 0;
            if (seen < chosen) continue;
            for (const tag of versions(repository))
              expect(attached(scene.internet.ghcr, repository, tag)).toEqual(completeImage);
            await scene.run(...run);
            expectComplete(repository);
            completed.push(repository);
          }
        },
      );

      it('and cosign verifies what came of the last of them, with one statement of each kind', async () => {
        const { env } = await scene.user('reader', tools.paths.cosign);
        const image = `ghcr.io/${completed.at(-1)}:latest`;
        for (const command of [
          'verify',
          'verify-attestation --type spdxjson',
          'verify-attestation --type slsaprovenance1',
        ]) {
          const ended = await runBash(`cosign ${command} ${acceptWorkflow} ${image}`, { env });
          expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
          expect(ended.stdout.trim().split('\n')).toHaveLength(1);
        }
      });
    });
  },
);

/**
 * Kills a run at the n-th of its requests, which is carried out or not; those after it never are.
 * @returns how many there were
 */
async function killedAt(
  { internet, workspace }: ProductionScene,
  args: readonly string[],
  request: number,
  handled: boolean,
): Promise<number> {
  let seen = 0;
  let child: MirrorProcess | undefined;
  internet.onRequest = () => {
    seen += 1;
    if (seen < request) return true;
    child?.kill();
    return handled && seen === request;
  };
  child = workspace.start(['run', '--json', ...args]);
  await child.ended;
  internet.onRequest = undefined;
  return seen;
}
