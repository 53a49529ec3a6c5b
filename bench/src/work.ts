import { pushImage } from '@multiarch-mirror/testing';
import type { Contestant, Task, WayName } from './contestant.ts';
import { pushRandomImage, smallImage } from './image.ts';
import { measure } from './measure.ts';
import type { Copied, Scene, SceneOptions } from './scene.ts';
import type { Workplace } from './workplace.ts';

/** Something that tools do, and what `mirror` is to reach beside the best of them. */
export interface Work {
  title: string;
  /** What the time of `mirror` may be, as a part of the best one's. */
  target: number;
  /** The tools that are compared; `mirror` is one of them. */
  ways: readonly WayName[];
  /** Whom the target is about, where that is not the best of the others. */
  against?: WayName;
  scene: Pick<SceneOptions, 'tls' | 'roundTrip'>;
  copies: readonly Copied[];
  mutable?: boolean;
  /** Fills the source. */
  fill(scene: Scene, size: number): Promise<void>;
  /** The destination is up to date already, and everything else stays as it is. */
  noOp?: boolean;
}

const image: Copied[] = [{ from: 'app', to: 'mirror/app', tags: ['1.0.0'] }];
const cold = {
  copies: image,
  fill: (scene: Scene, size: number) =>
    scene.directly((open) => pushRandomImage(open('source', 'app'), size, '1.0.0')),
};
const tagged = (repositories: number, tags: number): Copied[] =>
  Array.from({ length: repositories }, (_, index) => ({
    from: `up/app-${index}`,
    to: `mirror/app-${index}`,
    tags: Array.from({ length: tags }, (__, minor) => `1.${minor}.0`),
  }));
const small = tagged(10, 6);
const wide = tagged(1, 20);
const many = tagged(10, 100);
const noOp = {
  scene: { roundTrip: 50 },
  copies: many,
  noOp: true,
  fill: (scene: Scene) => fillSmall(scene, many, 1),
};

/** Every work, by the name that the command line takes. */
export const works: Readonly<Record<string, Work>> = {
  cold: {
    title: 'Cold copy, two platforms, loopback',
    target: 1.05,
    against: 'crane',
    ways: ['mirror', 'crane', 'regctl', 'oras', 'skopeo'],
    scene: {},
    ...cold,
  },
  tls: {
    title: 'Cold copy, TLS on both sides',
    target: 0.8,
    against: 'crane',
    ways: ['mirror', 'crane', 'regctl', 'oras', 'skopeo'],
    scene: { tls: true },
    ...cold,
  },
  far: {
    title: 'Cold copy, 50 ms',
    target: 0.9,
    ways: ['mirror', 'crane', 'regctl', 'oras', 'skopeo'],
    scene: { roundTrip: 50 },
    ...cold,
  },
  small: {
    title: '60 new small images, 10 repositories, 50 ms',
    target: 0.6,
    ways: ['mirror', 'crane -a -j8'],
    scene: { roundTrip: 50 },
    copies: small,
    fill: (scene) => fillSmall(scene, small, 2),
  },
  platforms: {
    title: '20 tags of 8 platforms with attestation manifests, 50 ms',
    target: 0.6,
    ways: ['mirror', 'crane -a -j8'],
    scene: { roundTrip: 50 },
    copies: wide,
    fill: (scene) => fillSmall(scene, wide, 8, true),
  },
  immutable: {
    title: '1,000 immutable tags, nothing to do, 50 ms',
    target: 1.3,
    ways: ['mirror', 'regsync --missing', 'regsync --missing, parallel: 8'],
    ...noOp,
  },
  mutable: {
    title: '1,000 mutable tags, nothing to do, 50 ms',
    target: 0.5,
    ways: ['mirror', 'crane -a -j8', 'regsync parallel: 8'],
    mutable: true,
    ...noOp,
  },
};

async function fillSmall(
  scene: Scene,
  copies: readonly Copied[],
  platforms: number,
  attestations = false,
): Promise<void> {
  await scene.directly(async (open) => {
    await Promise.all(
      copies.map(async ({ from, tags }) => {
        const repository = open('source', from);
        for (const tag of tags)
          await pushImage(repository, await smallImage(`${from} ${tag}`, platforms, attestations), tag);
      }),
    );
  });
}

/** Names that attestations leave at a destination beside each version. */
const namesPerVersion = 5;

/** Brings a destination up to date by `mirror` itself, and puts beside each version what attestations would leave there. */
export async function bringUpToDate(
  task: Task,
  mirror: Contestant,
  env: Workplace['env'],
  signal: AbortSignal,
): Promise<void> {
  await measure(await mirror.command(task), { env, signal });
  const { scene, copies } = task;
  await scene.directly(async (open) => {
    await Promise.all(
      copies.map(async ({ to, tags: [first = ''], tags }) => {
        const repository = open('destination', to);
        const raw = await repository.manifest(first);
        for (let name = 0; name < tags.length * namesPerVersion; name += 1) {
          await repository.pushManifest(raw, `sha256-${name.toString(16).padStart(64, '0')}`);
        }
      }),
    );
  });
}
