import type { Trust } from '@multiarch-mirror/attest';
import { createStatement, type Statement } from '@multiarch-mirror/attest/statements';
import type {
  ArtifactKind,
  Exec,
  ImageContext,
  ImagePlatform,
  Inspection,
  StatementRequest,
  UpstreamReference,
} from '@multiarch-mirror/core';
import { PolicyError } from '@multiarch-mirror/errors';
import type { Descriptor, RepositoryName, RepositoryReader } from '@multiarch-mirror/oci';
import { FakeContent } from './fake-content.ts';

/** A statement as it stands on the fake destination. */
export type StandingStatement = StatementRequest & { predicate: unknown };

export interface FakeImageOptions {
  /** Platforms to build, each with what its config holds beside the usual. Default: linux/amd64 and linux/arm64. */
  platforms?: Record<string, Record<string, unknown>>;
  /** `false`: the root is the only platform's manifest. */
  index?: boolean;
  repository?: RepositoryName;
  reference?: string;
  tags?: string[];
  upstream?: UpstreamReference[];
  missingPlatforms?: string[];
  exec?: Exec;
  temporaryDirectory?: string;
  /** What `image.content.layout` answers with. */
  layoutDirectory?: string;
  /** What `readBack().content()` throws. */
  contentFault?: Error;
  /** What `source` answers with. */
  source?: (part: UpstreamReference) => RepositoryReader;
  /** What `trust` answers with. */
  trust?: () => Promise<Trust>;
  signal?: AbortSignal;
}

/** An `ImageContext` in memory. What is attached stands from then on, and is what `readBack` reads. */
export interface FakeImageContext extends ImageContext {
  readonly content: FakeContent;
  /** What stands on the destination; push to it before `inspect` to say what was there. */
  readonly standing: StandingStatement[];
  /** What `attach` made, in order: what stands is adopted. */
  readonly attached: readonly StandingStatement[];
  /** Every call of `attach`, also for what stands. */
  readonly asked: readonly StandingStatement[];
  readonly warnings: readonly string[];
  /** Everything that was logged, warnings too. */
  readonly messages: readonly string[];
  readonly readBackOptions: readonly ({ anonymous?: boolean } | undefined)[];
  promise(request: StatementRequest, plugin?: string): void;
}

/** A working image context for tests of plugins: no registry, no signature. */
export function fakeImageContext(options: FakeImageOptions = {}): FakeImageContext {
  const content = new FakeContent(options.layoutDirectory);
  const built = Object.entries(options.platforms ?? { 'linux/amd64': {}, 'linux/arm64': {} });
  const platforms = built.map(([platform, config]) => content.addPlatform(platform, config));
  const root = options.index === false ? only(platforms) : content.addIndex(platforms);
  const standing: StandingStatement[] = [];
  const attached: StandingStatement[] = [];
  const asked: StandingStatement[] = [];
  const known: StandingStatement[] = [];
  const warnings: string[] = [];
  const messages: string[] = [];
  const readBackOptions: ({ anonymous?: boolean } | undefined)[] = [];
  const promised: (StatementRequest & { plugin: string })[] = [];
  const signal = options.signal ?? new AbortController().signal;
  const emitted = new Map<ArtifactKind<unknown>, unknown[]>();
  return {
    name: 'app',
    repository: options.repository ?? { transport: 'registry', registry: 'ghcr.io', path: 'acme/mirror/app' },
    reference: options.reference ?? 'ghcr.io/acme/mirror/app',
    tags: options.tags ?? ['1.2.3', 'latest'],
    root,
    platforms,
    upstream: options.upstream ?? [{ reference: 'docker.io/acme/app:1.2.3', digest: root.digest }],
    missingPlatforms: options.missingPlatforms ?? [],
    content,
    exec: options.exec ?? (() => Promise.reject(new Error('the fake image runs no tool'))),
    log: {
      debug: (message) => void messages.push(message),
      info: (message) => void messages.push(message),
      warn: (message) => {
        warnings.push(message);
        messages.push(message);
      },
    },
    signal,
    temporaryDirectory: options.temporaryDirectory ?? '/nowhere',
    source: options.source ?? (() => fails('the fake image has no upstream')),
    trust: options.trust ?? (async () => fails('the fake image trusts nobody')),
    standing,
    attached,
    asked,
    warnings,
    messages,
    readBackOptions,
    promised,
    promise: (request, plugin = 'test') => void promised.push({ ...request, plugin }),
    read: <Value>(kind: ArtifactKind<Value>) => (emitted.get(kind) ?? []) as Value[],
    emit: (kind, value) => void emitted.set(kind, [...(emitted.get(kind) ?? []), value]),
    inspect: async (requests): Promise<Inspection> => {
      signal.throwIfAborted();
      // What has the wrong content is replaced by what is attached then.
      for (const { refuse, ...request } of requests) {
        const at = standing.findIndex((one) => isSame(one, request) && refuse?.(one.predicate) !== undefined);
        if (at >= 0) standing.splice(at, 1);
      }
      const found = requests.map((request) => standing.find((statement) => isSame(statement, request)));
      for (const request of requests) promised.push({ ...request, plugin: 'test' });
      known.push(...found.filter((statement) => statement !== undefined));
      if (found.every((statement) => statement !== undefined)) return 'complete';
      return found.some((statement) => statement !== undefined) ? 'broken' : 'missing';
    },
    statement: (request) => {
      const found = known.find((statement) => isSame(statement, request));
      return found === undefined ? undefined : toStatement(found);
    },
    attach: async (statement) => {
      signal.throwIfAborted();
      asked.push(statement);
      if (standing.some((one) => isSame(one, statement))) return;
      attached.push(statement);
      known.push(statement);
      standing.push(statement);
    },
    readBack: async (how) => {
      signal.throwIfAborted();
      readBackOptions.push(how);
      return {
        bundle: async (request) => {
          const found = standing.find((statement) => isSame(statement, request));
          if (found !== undefined) return fakeBundle(found);
          throw new PolicyError(`there is no ${request.predicateType}`, { code: 'MIRROR_NO_ATTESTATION' });
        },
        content: async () => {
          if (options.contentFault !== undefined) throw options.contentFault;
        },
        statement: async (request) => {
          const found = standing.find((statement) => isSame(statement, request));
          if (found === undefined) {
            throw new PolicyError(`there is no ${request.predicateType}`, { code: 'MIRROR_NO_ATTESTATION' });
          }
          const signatory = { identity: 'fake', issuer: 'fake' };
          return { statement: toStatement(found), signatory, logIndex: 0, signedAt: new Date(0) };
        },
      };
    },
  };
}

function isSame(a: StatementRequest, b: StatementRequest): boolean {
  return a.subject.digest === b.subject.digest && a.predicateType === b.predicateType;
}

function toStatement({ subject, predicateType, predicate }: StandingStatement): Statement {
  return createStatement({ subject: { digest: subject.digest }, predicateType, predicate });
}

function only(platforms: readonly ImagePlatform[]): Descriptor {
  const [first, second] = platforms;
  if (first === undefined || second !== undefined)
    throw new Error('an image without an index has one platform');
  return first.descriptor;
}

/** In the shape of a Sigstore bundle, signed by nobody. */
function fakeBundle(statement: StandingStatement): unknown {
  const payload = Buffer.from(JSON.stringify(toStatement(statement))).toString('base64');
  return {
    mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
    dsseEnvelope: { payload, payloadType: 'application/vnd.in-toto+json', signatures: [{ sig: '' }] },
    verificationMaterial: {},
  };
}

function fails(message: string): never {
  throw new Error(message);
}
