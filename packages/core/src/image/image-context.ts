import { MirrorError } from '@multiarch-mirror/errors';
import { formatRepository, parseReference } from '@multiarch-mirror/oci';
import type { ImageConfig } from '../config/config.ts';
import type { ArtifactKind } from '../plugin/artifact-kind.ts';
import type { Step } from '../plugin/chain.ts';
import type { ImageContext, UpstreamReference } from '../plugin/image-context.ts';
import type { Attestation } from '../report/attestation.ts';
import type { Session } from '../session/session.ts';
import type { TemporaryDirectory } from '../session/temporary-directory.ts';
import { imageContent, spoolIn } from './image-content.ts';
import { ImageStatements } from './image-statements.ts';
import { readBack } from './read-back.ts';
import type { ImageRoot } from './root.ts';

export interface ImageContextInput {
  image: ImageConfig;
  root: ImageRoot;
  upstream: readonly UpstreamReference[];
  tags: readonly string[];
  /** Of this image alone; whoever made it removes it. */
  directory: TemporaryDirectory;
}

/** The shared context of one image, with what core itself does around the hooks. */
export interface ImageWork {
  readonly context: ImageContext;
  /** Where the copy leaves blobs that plugins will read. */
  readonly spool: string;
  /** Runs a hook as this plugin: what it attaches and asks for is written down under its name. */
  as<Result>(step: Step, hook: () => Promise<Result> | undefined): Promise<Result | undefined>;
  /** After every step's `inspect`: whether something stands that this one's statements take the place of. */
  hasSuperseded(step: Step): Promise<boolean>;
  /** After `inspect`, before a byte moves: what is to be signed can be. @throws MirrorError MIRROR_IDENTITY_TOKEN, MIRROR_SIGNING_KEY */
  prepareSigning(): Promise<void>;
  /** Writes every subject's referrers, platforms first: whoever sees the index's attestations finds the others. */
  flush(): Promise<void>;
  /** Writes again what another process has undone of that, by writing at the same time. @returns whether anything was */
  uphold(): Promise<boolean>;
  /** What stands on the destination, as far as this run has seen or made it. */
  attestations(): Attestation[];
}

export function createImageContext(session: Session, input: ImageContextInput): ImageWork {
  const { image, root, upstream, tags, directory } = input;
  const reference = formatRepository(image.repository);
  const destination = session.destination(image.repository, image);
  const emitted = new Map<ArtifactKind<never>, unknown[]>();
  const statements = new ImageStatements(session, image, root);

  const context: ImageContext = {
    name: image.name,
    repository: image.repository,
    reference,
    tags,
    root: root.raw.descriptor,
    platforms: root.platforms,
    upstream,
    missingPlatforms: root.missing,
    content: imageContent(destination, root, { directory, shelf: session.shelf }),
    exec: session.exec,
    log: session.log,
    signal: session.signal,
    get temporaryDirectory() {
      return directory.path;
    },
    source: (part) => session.upstream(parseReference(part.reference).repository, image),
    trust: () => session.trust(),
    read: <Value>(kind: ArtifactKind<Value>) => (emitted.get(kind as ArtifactKind<never>) ?? []) as Value[],
    emit: (kind, value) => {
      emitted.set(kind as ArtifactKind<never>, [...(emitted.get(kind as ArtifactKind<never>) ?? []), value]);
    },
    inspect: (requests) => statements.inspect(requests),
    statement: (request) => statements.statement(request),
    attach: (request) => statements.attach(request),
    get promised() {
      return statements.promised;
    },
    readBack: (options = {}) => readBack(session, { image, root, anonymous: options.anonymous ?? false }),
  };

  return {
    context,
    get spool() {
      return spoolIn(directory);
    },
    as: async (step, hook) => {
      statements.step = step;
      try {
        return await hook();
      } catch (thrown) {
        throw pluginError(step.name, thrown);
      }
    },
    hasSuperseded: (step) => statements.hasSuperseded(step),
    prepareSigning: () => statements.prepareSigning(),
    flush: () => statements.flush(),
    uphold: () => statements.uphold(),
    attestations: () => statements.written,
  };
}

/** A plugin need not know our errors: whatever else it throws is its own failure, not a bug of ours. */
function pluginError(name: string, thrown: unknown): MirrorError {
  if (thrown instanceof MirrorError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new MirrorError('MIRROR_PLUGIN_FAILED', `plugin ${name} failed: ${message}`, {
    hint: `Look at plugin ${name} and its options.`,
    cause: thrown,
  });
}
