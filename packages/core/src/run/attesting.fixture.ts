import { predicateTypes } from '@multiarch-mirror/attest';
import { type LocalSigstore, startSigstore } from '@multiarch-mirror/testing';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import type { ImageContext } from '../plugin/image-context.ts';
import { definePlugin, type Plugin } from '../plugin/plugin.ts';
import { subjects } from '../plugin/subjects.ts';
import { type RunMore, Scene, type SceneManifest } from './scene.fixture.ts';
import { multi } from './test-image.fixture.ts';

export const paperType = 'https://example.com/paper/v1';
export const seal = 'https://example.com/seal/v1';
const schema = { type: 'object' };

/** Attaches one kind of statement to the index and to each platform. */
function attesting(name: string, predicateType: string): Plugin {
  const requests = (image: ImageContext) => subjects(image).map((subject) => ({ subject, predicateType }));
  return definePlugin({
    name,
    schema,
    create: () => ({
      inspect: (image) => image.inspect(requests(image)),
      attest: async (image) => {
        for (const request of requests(image)) await image.attach({ ...request, predicate: { by: name } });
      },
    }),
  });
}

/** Reads back the content and everything that the chain promised. `refuse` throws what it is given for an image. */
export function verifying(refuse: (image: ImageContext) => Error | undefined = () => undefined): Plugin {
  return definePlugin({
    name: 'checks',
    schema,
    create: (_options, run) => {
      run.useIdentity({
        identity: String.raw`^https://github\.com/this-is-tobi/multiarch-mirror/\.github/workflows/mirror\.yml@refs/heads/main$`,
        issuer: 'https://token.actions.githubusercontent.com',
      });
      return {
        verify: async (image) => {
          const back = await image.readBack();
          await back.content();
          for (const request of image.promised) await back.statement(request);
          const error = refuse(image);
          if (error !== undefined) throw error;
        },
      };
    },
  });
}

export const paper: Plugin = attesting('paper', paperType);
export const signing: Plugin = attesting('signing', predicateTypes.sign);
export const sealing: Plugin = attesting('sealing', seal);

/** What a manifest and a run need so that statements are signed by this Sigstore. */
function signedBy(sigstore: LocalSigstore): {
  more: Record<string, unknown>;
  environment: NodeJS.ProcessEnv;
} {
  const { fulcioUrl: fulcio, rekorUrl: rekor, trustedRootPath: trustedRoot, environment } = sigstore;
  return { more: { sigstore: { fulcio, rekor, trustedRoot } }, environment };
}

/** Runs an image with a chain of plugins. */
export function chained(
  sigstore: LocalSigstore,
  images: SceneManifest['images'],
  plugins: Plugin[],
  format = 'both',
): [SceneManifest, RunMore] {
  const { more, environment } = signedBy(sigstore);
  const manifest = {
    images,
    plugins: plugins.map(({ name }) => name),
    more: { ...more, attestations: { format } },
  };
  return [manifest, { plugins, environment }];
}

/** Predicate type → number of bundles on a digest, past HTTP. */
export function bundlesOn(scene: Scene, name: string, digest: string): Record<string, number> {
  const found: Record<string, number> = {};
  for (const { annotations } of scene.destination.repository(`mirror/${name}`).referrers(digest)) {
    const type = annotations?.['dev.sigstore.bundle.predicateType'] ?? 'none';
    found[type] = (found[type] ?? 0) + 1;
  }
  return found;
}

/** That each digest has one statement of each of these kinds, by the fallback index of a registry without a referrers API. */
export function expectComplete(
  scene: Scene,
  name: string,
  digests: readonly string[],
  types: readonly string[],
): void {
  for (const subject of digests) {
    const index = scene.destination.repository(`mirror/${name}`).manifest(subject.replace(':', '-'));
    const { manifests } = JSON.parse(Buffer.from(index?.bytes ?? '{}').toString()) as {
      manifests: { annotations?: Record<string, string> }[];
    };
    const kinds = manifests.map(
      ({ annotations }) => annotations?.['dev.sigstore.bundle.predicateType'] ?? 'none',
    );
    expect(kinds.toSorted()).toEqual(types.toSorted());
  }
}

/** What a test attests; the Sigstore is one for all tests of a file. */
export interface AttestingScene {
  sigstore: LocalSigstore;
  scene: Scene;
  /** Of `app`: the index, and its platforms. */
  digest: string;
  platforms: string[];
}

/** For each test an image under these tags, and a destination like GHCR: attestations are tags in the listing. */
export function attestingScene(tags: string[], opened: (attesting: AttestingScene) => void): void {
  let sigstore: LocalSigstore;
  let scene: Scene;
  beforeAll(async () => {
    sigstore = await startSigstore();
  });
  afterAll(() => sigstore.close());
  beforeEach(async () => {
    scene = await Scene.open({ destination: { referrersApi: false } });
    const built = await multi('app');
    const digest = await scene.publish('app', tags, built);
    opened({
      sigstore,
      scene,
      digest,
      platforms: built.members.map(({ manifest }) => manifest.descriptor.digest),
    });
  });
  afterEach(() => scene.close());
}
