import { join } from 'node:path';
import { createStatement, predicateTypes, type Statement } from '@multiarch-mirror/attest';
import { formatRepository } from '@multiarch-mirror/oci';
import type { ImageConfig } from '../config/config.ts';
import type { ArtifactKind } from '../plugin/artifact-kind.ts';
import type { Step } from '../plugin/chain.ts';
import type { Attestation, ImageContext, StatementRequest, UpstreamReference } from '../plugin/image-context.ts';
import type { Inspection } from '../plugin/plugin.ts';
import { once } from '../session/memoize.ts';
import type { Session } from '../session/session.ts';
import { imageContent } from './image-content.ts';
import { readBack } from './read-back.ts';
import type { ImageRoot } from './root.ts';

export interface ImageContextInput {
  image: ImageConfig;
  root: ImageRoot;
  upstream: readonly UpstreamReference[];
  tags: readonly string[];
  /** Of this image alone; whoever made it removes it. */
  directory: string;
}

/** The shared context of one image, with what core itself does around the hooks. */
export interface ImageWork {
  readonly context: ImageContext;
  /** Where the copy leaves blobs that plugins will read. */
  readonly spool: string;
  /** Runs a hook as this plugin: what it attaches and asks for is written down under its name. */
  as<Result>(step: Step, hook: () => Promise<Result> | undefined): Promise<Result | undefined>;
  /** Writes every subject's referrers, platforms first: whoever sees the index's attestations finds the others. */
  flush(): Promise<void>;
  /** What stands on the destination, as far as this run has seen or made it. */
  attestations(): Attestation[];
}

export function createImageContext(session: Session, input: ImageContextInput): ImageWork {
  const { image, root, upstream, tags, directory } = input;
  const reference = formatRepository(image.repository);
  const spool = join(directory, 'content');
  const destination = session.destination(image.repository);
  // A chain that attaches nothing needs no trust and no identity.
  const store = once(() => session.attestations(image));
  const emitted = new Map<ArtifactKind<never>, unknown[]>();
  const statements = new Map<string, Statement>();
  const promised = new Map<string, StatementRequest & { plugin: string }>();
  const written = new Map<string, Attestation>();
  let plugin = '';

  const rootDigest = root.raw.descriptor.digest;
  const slot = ({ subject, predicateType }: StatementRequest) => ({ predicateType, legacy: subject.digest === rootDigest });
  const promise = (request: StatementRequest) => {
    const { subject, predicateType } = request;
    if (!promised.has(key(request))) promised.set(key(request), { subject, predicateType, plugin });
  };

  const inspectOne = async (request: StatementRequest): Promise<Inspection> => {
    promise(request);
    const { legacy, predicateType } = slot(request);
    const opened = await store();
    const found = await opened.inspect(request.subject.digest, { predicateType, legacy });
    if (found.statement !== undefined) {
      statements.set(key(request), found.statement.statement);
      if (found.stored !== undefined) {
        written.set(key(request), {
          plugin,
          predicateType,
          subject: request.subject.digest,
          digest: found.stored.digest,
          logIndex: found.statement.logIndex,
          stored: found.stored.sets,
        });
      }
    }
    if (found.state !== 'complete' || predicateType !== predicateTypes.sign) return found.state;
    return opened.inspectSignature({ reference, digest: request.subject.digest }, legacy);
  };

  const context: ImageContext = {
    name: image.name,
    repository: image.repository,
    reference,
    tags,
    root: root.raw.descriptor,
    platforms: root.platforms,
    upstream,
    missingPlatforms: root.missing,
    content: imageContent(destination, root, { spool, directory }),
    exec: session.exec,
    log: session.log,
    signal: session.signal,
    temporaryDirectory: directory,
    read: <Value>(kind: ArtifactKind<Value>) => (emitted.get(kind as ArtifactKind<never>) ?? []) as Value[],
    emit: (kind, value) => {
      emitted.set(kind as ArtifactKind<never>, [...(emitted.get(kind as ArtifactKind<never>) ?? []), value]);
    },
    inspect: async (requests) => worst(await Promise.all(requests.map(inspectOne))),
    statement: (request) => statements.get(key(request)),
    attach: async (request) => {
      promise(request);
      const { predicateType, legacy } = slot(request);
      const { subject, predicate } = request;
      const opened = await store();
      // The signature names nothing but the digest, as cosign writes it.
      const name = predicateType === predicateTypes.sign ? {} : { name: reference };
      const statement = createStatement({ subject: { digest: subject.digest, ...name }, predicateType, predicate });
      await opened.attach(subject, { predicateType, legacy }, async () => (await session.signer(image)).sign(statement));
      if (!statements.has(key(request))) statements.set(key(request), statement);
      if (predicateType !== predicateTypes.sign) return;
      const signed = { reference, digest: subject.digest };
      await opened.attachSignature(signed, legacy, async () => (await session.signer(image)).signImage(signed));
    },
    get promised() {
      return [...promised.values()];
    },
    readBack: (options = {}) => readBack(session, { image, root, anonymous: options.anonymous ?? false }),
  };

  return {
    context,
    spool,
    as: async (step, hook) => {
      plugin = step.name;
      return hook();
    },
    flush: async () => {
      if (promised.size === 0) return;
      const opened = await store();
      const platforms = root.platforms.map(({ descriptor }) => descriptor);
      for (const subject of [...platforms.filter(({ digest }) => digest !== rootDigest), root.raw.descriptor]) {
        for (const { predicateType, digest, logIndex, stored } of await opened.flush(subject)) {
          const id = key({ subject, predicateType });
          const owner = promised.get(id)?.plugin ?? '';
          const before = written.get(id);
          written.set(id, {
            plugin: owner,
            predicateType,
            subject: subject.digest,
            digest: before?.digest ?? digest,
            logIndex,
            stored: [...new Set([...(before?.stored ?? []), ...stored])],
          });
        }
      }
    },
    attestations: () => [...written.values()],
  };
}

function key({ subject, predicateType }: StatementRequest): string {
  return `${subject.digest} ${predicateType}`;
}

function worst(states: readonly Inspection[]): Inspection {
  if (states.includes('broken')) return 'broken';
  // Some there and some not: what is missing is attached, what is there stays.
  return states.includes('missing') ? 'missing' : 'complete';
}
