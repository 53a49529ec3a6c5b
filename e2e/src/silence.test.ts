import type { Fault, RecordedRequest, SigstoreFault, SigstoreService } from '@multiarch-mirror/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureTools } from '../../tools/ensure.ts';
import { attached } from './support/attached.ts';
import { type FaultyProxy, startFaultyProxy } from './support/faulty-proxy.ts';
import { workflowRun } from './support/github-actions.ts';
import { type PrivateSigstore, startPrivateSigstore } from './support/private-sigstore.ts';
import { type SmallScene, setSmallScene } from './support/small-scene.ts';

const tools = await ensureTools(['timestamp-server', 'rekor-tiles']);
/** Whether all of them are tried, or of each place one. */
const nightly = process.env.MIRROR_NIGHTLY !== undefined;
/** `silent`: no answer ever. `halt`: half of an answer. */
const kinds = ['silent', 'halt'] as const;
type Kind = (typeof kinds)[number];
const someKinds = (row: number): readonly Kind[] =>
  kinds.filter((_, column) => nightly || column === row % 2);

const chain = `
plugins:
  - cosign-sign
  - slsa-provenance
  - {use: verify, with: {identity: '${workflowRun.identity}', issuer: "${workflowRun.issuer}"}}
`;
const sign = 'https://sigstore.dev/cosign/sign/v1';
/** What the chain attaches to the index and to each platform. */
const complete = {
  bundle: [
    { [sign]: 1, 'https://slsa.dev/provenance/v1': 1, 'https://slsa.dev/provenance/v0.2': 1 },
    { [sign]: 1 },
    { [sign]: 1 },
  ],
  both: [
    {
      [sign]: 1,
      'https://slsa.dev/provenance/v1': 1,
      'https://slsa.dev/provenance/v0.2': 1,
      '.sig': 1,
      '.att': 2,
    },
    { [sign]: 1 },
    { [sign]: 1 },
  ],
};
const impatient = '1s';

const hasTag = ({ registry }: SmallScene, name: string): boolean =>
  registry.repository(`mirror/${name}`).tags.has('1.0.0');

/** One run that meets the silence, with short limits, and one without either. */
async function meets(
  scene: SmallScene,
  name: string,
  {
    format,
    lines,
    mend,
    code,
    says,
  }: {
    format: keyof typeof complete;
    lines: (timeout?: string) => string;
    mend: () => void;
    code: string;
    says: RegExp;
  },
): Promise<void> {
  const failed = await scene.mirror(['run', '--json'], name, lines(impatient));
  expect(failed.exitCode, failed.stderr).toBe(1);
  expect(failed.report.images[0]?.error).toMatchObject({
    code,
    message: expect.stringMatching(says),
    hint: expect.any(String),
  });
  expect(hasTag(scene, name)).toBe(false);
  mend();
  const done = await scene.mirror(['run', '--json'], name, lines());
  expect(done, done.stderr).toMatchObject({ exitCode: 0 });
  expect(attached(scene.registry, `mirror/${name}`, '1.0.0')).toEqual(complete[format]);
}

describe('who takes a request and is silent for ever ends the run in time: it names who, no tag moves, the next run completes', () => {
  const inScene = async (check: (scene: SmallScene) => Promise<void>): Promise<void> => {
    const scene = await setSmallScene({ apart: true });
    try {
      await check(scene);
    } finally {
      await scene.close();
    }
  };
  const lines = ({ sigstore, registry, upstream }: SmallScene, timeout?: string): string => `
attestations: {format: both}
${chain}
sigstore:
  fulcio: ${sigstore.fulcioUrl}
  rekor: ${sigstore.rekorUrl}
  tuf: {mirror: "${sigstore.tufUrl}", root: ${sigstore.rootPath}}
  ${timeout === undefined ? '' : `timeout: ${timeout}`}
registries:
  ${[registry, upstream].map(({ host }) => `"${host}": {insecure: true${timeout === undefined ? '' : `, timeout: ${timeout}`}}`).join('\n  ')}
`;

  const services: [SigstoreService, code: string, says: RegExp][] = [
    ['fulcio', 'MIRROR_CERTIFICATE', /certificate authority/],
    ['rekor', 'MIRROR_LOG_UNREACHABLE', /transparency log/],
    ['oidc', 'MIRROR_IDENTITY_TOKEN', /identity token/],
    ['tuf', 'MIRROR_TRUST_UNREACHABLE', /TUF repository/],
  ];
  it.concurrent.each(
    services.flatMap(([service, code, says], row) =>
      someKinds(row).map((kind) => ({ service, kind, code, says })),
    ),
  )('$service, $kind', ({ service, kind, code, says }) =>
    inScene(async (scene) => {
      const { sigstore, workspace } = scene;
      const tokens = { SIGSTORE_ID_TOKEN: '', ...sigstore.environment };
      Object.assign(workspace.env, tokens);
      const breakBy = (fault: SigstoreFault | undefined): void => sigstore.break(service, fault);
      breakBy(kind);
      await meets(scene, 'app', {
        format: 'both',
        lines: (timeout) => lines(scene, timeout),
        mend: () => breakBy(undefined),
        code,
        says,
      });
      // Four for the index and one for each platform; what a log took before it fell silent stays there, and nobody uses it.
      const entries = sigstore.entries().length;
      if (service === 'rekor' && kind === 'halt') expect(entries).toBeGreaterThan(6);
      else expect(entries).toBe(6);
    }),
  );

  const gets =
    (kind: RecordedRequest['kind'], reference = /./) =>
    (request: RecordedRequest) =>
      request.method === 'GET' && request.kind === kind && reference.test(request.reference ?? 'x');
  const puts =
    (kind: RecordedRequest['kind'], reference = /./) =>
    (request: RecordedRequest) =>
      request.method === 'PUT' && request.kind === kind && reference.test(request.reference ?? 'x');
  const requests: [
    what: string,
    which: 'registry' | 'upstream',
    like: (one: RecordedRequest) => boolean,
    kinds: readonly Kind[],
  ][] = [
    ["the source's manifests", 'upstream', gets('manifest'), kinds],
    ["the source's blobs", 'upstream', gets('blob'), kinds],
    ["the destination's tags", 'registry', gets('tags'), ['silent']],
    ['uploads', 'registry', puts('upload'), ['silent']],
    ['manifests of platforms', 'registry', puts('manifest', /^sha256:/), ['silent']],
    ['the index of referrers', 'registry', puts('manifest', /^sha256-[0-9a-f]+$/), ['silent']],
    ['attestations that are read back', 'registry', gets('manifest', /^sha256-/), kinds],
    ['the tag', 'registry', puts('manifest', /^1\.0\.0$/), ['silent']],
  ];
  it.concurrent.each(
    requests.flatMap(([what, which, like, possible], row) =>
      possible
        .filter((kind) => nightly || possible.length === 1 || someKinds(row).includes(kind))
        .map((kind) => ({ what, which, like, kind })),
    ),
  )('$what, $kind', ({ which, like, kind }) =>
    inScene(async (scene) => {
      const { options, host } = scene[which];
      const fault: Fault = { kind: kind === 'silent' ? 'stall' : 'halt' };
      options.onRequest = (request) => (like(request) ? fault : undefined);
      await meets(scene, 'app', {
        format: 'both',
        lines: (timeout) => lines(scene, timeout),
        mend: () => {
          delete options.onRequest;
        },
        code: 'MIRROR_REGISTRY_UNREACHABLE',
        says: new RegExp(host.replaceAll('.', '\\.')),
      });
    }),
  );
});

describe.skipIf(tools.missing.length > 0)('and so does who is silent of a private Sigstore', () => {
  let scene: SmallScene;
  let services: PrivateSigstore;
  beforeAll(async () => {
    scene = await setSmallScene({});
    services = await startPrivateSigstore(tools.paths, scene.sigstore);
  });
  afterAll(async () => {
    await services?.close();
    await scene?.close();
  });

  const places = [
    ['log', 'MIRROR_LOG_UNREACHABLE', /transparency log/],
    ['timestamp authority', 'MIRROR_TIMESTAMP', /timestamp authority/],
  ] as const;
  it.concurrent.each(
    places.flatMap(([place, code, says], row) => someKinds(row).map((kind) => ({ place, kind, code, says }))),
  )('its $place, $kind', async ({ place, kind, code, says }) => {
    const isLog = place === 'log';
    const proxy: FaultyProxy = await startFaultyProxy(isLog ? services.rekorUrl : services.timestampUrl);
    proxy.fault = () => kind;
    try {
      await meets(scene, `${isLog ? 'log' : 'timestamp'}-${kind}`, {
        format: 'bundle',
        lines: (timeout) => `
attestations: {format: bundle}
${chain}
sigstore:
  fulcio: ${scene.sigstore.fulcioUrl}
  rekor: ${isLog ? proxy.url : services.rekorUrl}
  rekorVersion: 2
  timestamp: ${isLog ? services.timestampUrl : proxy.url}
  trustedRoot: ${services.trustedRootPath}
  ${timeout === undefined ? '' : `timeout: ${isLog ? timeout : '3s'}`}
`,
        mend: () => {
          proxy.fault = () => undefined;
        },
        code,
        says,
      });
    } finally {
      await proxy.close();
    }
  });
});
