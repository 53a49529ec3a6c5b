import { beforeAll, describe, expect, it } from 'vitest';
import { ensureTools } from '../../tools/ensure.ts';
import { attached, completeImage } from './support/attached.ts';
import { type ProductionScene, setProductionScene } from './support/production-scene.ts';
import { chosenSeed, seededRandom } from './support/seeded-random.ts';
import type { MirrorProcess } from './support/workspace.ts';

const tools = await ensureTools(['trivy']);
const points = process.env.MIRROR_NIGHTLY === undefined ? 25 : 100;
const seed = chosenSeed();
const repository = 'this-is-tobi/mirror/outline';

describe.skipIf(tools.missing.length > 0)(
  `SIGKILL at ${points} points of a run with the whole chain, seed ${seed} (MIRROR_SEED)`,
  () => {
    /** Requests of a whole run, to whomever. */
    let total = 0;

    const withScene = async <T>(check: (scene: ProductionScene) => Promise<T>): Promise<T> => {
      const paths = { ...tools.paths, mmdebstrap: '' };
      const scene = await setProductionScene({ paths, published: ['outline'] });
      try {
        return await check(scene);
      } finally {
        await scene.close();
      }
    };

    beforeAll(() =>
      withScene(async (scene) => {
        scene.internet.onRequest = () => {
          total += 1;
          return true;
        };
        await scene.run('outline');
      }),
    );

    const random = seededRandom(seed);
    const moments = Array.from({ length: points }, (_, number) => ({
      number: number + 1,
      at: random(),
      handled: random() < 0.5,
    }));

    it.concurrent.each(moments)(
      'point $number: no tag stands on an incomplete image, and the next run completes with nothing doubled',
      async ({ at, handled }) => {
        let last = total;
        // How many requests there are is a matter of timing: a run that ended before its time is begun again.
        while (last > 0)
          last = await withScene(async (scene) => {
            const chosen = 1 + Math.floor(at * last);
            const seen = await killedAt(scene, chosen, handled);
            if (seen < chosen) return seen;
            const { ghcr } = scene.internet;
            for (const tag of versions(scene)) expect(attached(ghcr, repository, tag)).toEqual(completeImage);
            await scene.run('outline');
            expect(versions(scene)).toEqual(['0.81.1', 'latest']);
            expect(attached(ghcr, repository, '0.81.1')).toEqual(completeImage);
            return 0;
          });
      },
    );
  },
);

/**
 * Kills a run at the n-th of its requests, which is carried out or not; those after it never are.
 * @returns how many there were
 */
async function killedAt(
  { internet, workspace }: ProductionScene,
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
  child = workspace.start(['run', '--json', 'outline']);
  await child.ended;
  internet.onRequest = undefined;
  return seen;
}

function versions({ internet }: ProductionScene): string[] {
  const { tags } = internet.ghcr.repository(repository);
  return [...tags.keys()].filter((tag) => !tag.startsWith('sha256-')).toSorted();
}
