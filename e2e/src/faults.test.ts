import { chmod, mkdir } from 'node:fs/promises';
import type {
  Fault,
  RecordedRequest,
  Registry,
  SigstoreFault,
  SigstoreService,
} from '@multiarch-mirror/testing';
import { describe, expect, it } from 'vitest';
import { ensureTools } from '../../tools/ensure.ts';
import { attached, completeImage } from './support/attached.ts';
import { type ProductionScene, setProductionScene } from './support/production-scene.ts';

const tools = await ensureTools(['trivy']);
const repository = 'this-is-tobi/mirror/outline';

interface Case {
  name: string;
  /** Breaks something; what it returns mends it. Variables are those of the run. */
  plant: (scene: ProductionScene) => Promise<Planted> | Planted;
  /** Of the error, its code and message together. */
  says: RegExp;
}
interface Planted {
  mend?: () => void;
  env?: Record<string, string>;
}

function sigstore(service: SigstoreService, fault: SigstoreFault): Case['plant'] {
  return ({ internet }) => {
    internet.sigstore.break(service, fault);
    return { mend: () => internet.sigstore.break(service, undefined) };
  };
}

function registry(
  which: 'ghcr' | 'dockerHub',
  like: (request: RecordedRequest) => boolean,
  fault: Fault,
): Case['plant'] {
  return ({ internet }) => {
    const { options }: Registry = internet[which];
    options.onRequest = (request) => (like(request) ? fault : undefined);
    return {
      mend: () => {
        delete options.onRequest;
      },
    };
  };
}

function trivy(script: string): Case['plant'] {
  return async ({ workspace }) => {
    await mkdir(workspace.path('faulty'));
    await workspace.write(
      'faulty/trivy',
      `#!/bin/sh\ncase "$1" in --version|version) exec '${tools.paths.trivy}' "$@";; esac\n${script}\n`,
    );
    await chmod(workspace.path('faulty/trivy'), 0o755);
    return { env: { PATH: `${workspace.path('faulty')}:${workspace.env.PATH}` } };
  };
}

const down: Fault = { kind: 'answer', status: 503, body: 'down for maintenance' };
const page: Fault = {
  kind: 'answer',
  status: 200,
  headers: { 'Content-Type': 'text/html' },
  body: '<html>Log in</html>',
};
const puts =
  (name: RegExp) =>
  ({ method, kind, reference = '' }: RecordedRequest) =>
    method === 'PUT' && kind === 'manifest' && name.test(reference);
const gets =
  (kind: RecordedRequest['kind'], name = /./) =>
  (request: RecordedRequest) =>
    request.method !== 'PUT' && request.kind === kind && name.test(request.reference ?? 'x');

/** Whether all of them are tried, or of each step only some: each costs seconds of waiting between attempts. */
const nightly = process.env.MIRROR_NIGHTLY !== undefined;

const services = ['fulcio', 'rekor', 'oidc', 'tuf'] as const;
const named = { fulcio: /fulcio/, rekor: /rekor/, oidc: /IDENTITY_TOKEN/, tuf: /TUF/ };
const ofServices: Case[] = services.flatMap((service, row) =>
  ([503, 'page', 'garbage'] as const)
    .filter((_, column) => nightly || column === 0 || column === 1 + (row % 2))
    .map((fault) => ({
      name: `${service}: ${fault}`,
      plant: sigstore(service, fault),
      says: named[service],
    })),
);

const steps: [
  name: string,
  which: 'ghcr' | 'dockerHub',
  like: (one: RecordedRequest) => boolean,
  says: RegExp,
][] = [
  ["the source's tokens", 'dockerHub', gets('token'), /docker\.io/],
  ["the source's listing", 'dockerHub', gets('tags'), /docker\.io/],
  ["the source's manifests", 'dockerHub', gets('manifest'), /docker\.io/],
  ["the source's blobs", 'dockerHub', gets('blob'), /docker\.io/],
  ["the destination's tokens", 'ghcr', gets('token'), /ghcr\.io/],
  ["the destination's listing", 'ghcr', gets('tags'), /ghcr\.io/],
  ['uploads', 'ghcr', ({ kind, method }) => kind === 'upload' && method !== 'GET', /ghcr\.io/],
  ['manifests of platforms', 'ghcr', puts(/^sha256:/), /ghcr\.io/],
  ['the index of referrers', 'ghcr', puts(/^sha256-[0-9a-f]+$/), /ghcr\.io/],
  ['the legacy attestations', 'ghcr', puts(/\.att$/), /\.att/],
  ['the legacy signature', 'ghcr', puts(/\.sig$/), /\.sig/],
  ['reading attestations back', 'ghcr', gets('manifest', /^sha256-/), /ghcr\.io/],
  ['the tag', 'ghcr', puts(/^0\.81\.1$/), /ghcr\.io/],
];
const ofRegistries: Case[] = steps.flatMap(([name, which, like, says], row) =>
  [
    { what: 'down', fault: down },
    { what: 'a web page', fault: page },
  ]
    .filter((_, column) => nightly || column === row % 2)
    .map(({ what, fault }) => ({ name: `${name}: ${what}`, plant: registry(which, like, fault), says })),
);

const cases: Case[] = [
  { name: 'Trivy fails', plant: trivy('echo "FATAL planted" >&2; exit 1'), says: /FATAL planted/ },
  { name: 'Trivy writes nonsense', plant: trivy('echo nonsense'), says: /trivy/i },
  ...ofServices,
  ...ofRegistries,
];

describe.skipIf(tools.missing.length > 0)('a fault at a step', () => {
  const withScene = async (check: (scene: ProductionScene) => Promise<void>): Promise<void> => {
    const paths = { ...tools.paths, mmdebstrap: '' };
    const scene = await setProductionScene({ paths, published: ['outline'] });
    try {
      await check(scene);
    } finally {
      await scene.close();
    }
  };
  const expectComplete = ({ internet }: ProductionScene): void => {
    expect(versions(internet.ghcr)).toEqual(['0.81.1', 'latest']);
    expect(attached(internet.ghcr, repository, '0.81.1')).toEqual(completeImage);
  };

  it.concurrent.each(cases)(
    '$name: no tag moves, the error names it, the next run completes',
    ({ plant, says }) =>
      withScene(async (scene) => {
        const { mend, env } = await plant(scene);
        const failed = await scene.workspace.mirror(['run', '--json', 'outline'], env);
        expect(failed.exitCode, failed.stderr).toBeGreaterThan(0);
        const errors = failed.report.images.map(({ error }) => `${error?.code} ${error?.message}`);
        expect(errors.join('\n')).toMatch(says);
        expect(versions(scene.internet.ghcr)).toEqual([]);
        mend?.();
        await scene.run('outline');
        expectComplete(scene);
      }),
  );

  it.concurrent('everything is slow: the run completes', () =>
    withScene(async (scene) => {
      const { ghcr, dockerHub, sigstore: instance } = scene.internet;
      for (const { options } of [ghcr, dockerHub]) options.latencyMs = 150;
      for (const service of services) instance.break(service, { silence: 1000 });
      await scene.run('outline');
      expectComplete(scene);
    }));

  it.concurrent('every first answer to a PUT is lost, and others of Sigstore: the run completes, nothing is doubled', () =>
    withScene(async (scene) => {
      const { ghcr, sigstore: instance } = scene.internet;
      const seen = new Set<string>();
      ghcr.options.onRequest = ({ method, kind, path }) => {
        if (method !== 'PUT' || kind !== 'manifest' || seen.has(path)) return undefined;
        seen.add(path);
        return { kind: 'reset', handled: true };
      };
      instance.fail('rekor', 'lost', 'garbage', 503, 'lost');
      instance.fail('fulcio', 'lost', 503);
      await scene.run('outline');
      expect(seen.size).toBeGreaterThan(10);
      expectComplete(scene);
      // Five for the index and two for each platform.
      expect(instance.entries()).toHaveLength(9);
    }));
});

function versions(ghcr: Registry): string[] {
  return [...ghcr.repository(repository).tags.keys()].filter((tag) => !tag.startsWith('sha256-')).toSorted();
}
