import type { Report } from '../report/report.ts';
import type { ArtifactKind } from './artifact-kind.ts';
import type { ImageContext } from './image-context.ts';
import type { Inspection } from './inspection.ts';
import type { RunContext } from './run-context.ts';

/** A plugin of the chain, as `definePlugin` takes it. */
export interface Plugin<Options = Record<string, unknown>> {
  /** Also the name of its folder (`packages/plugin-NAME`) and the last part of its package's name. */
  readonly name: string;
  /** JSON Schema (2020-12) of `with`; an object schema with `additionalProperties: false`. */
  readonly schema: Record<string, unknown>;
  /** Kinds that an earlier plugin of the chain must produce. */
  readonly consumes?: readonly ArtifactKind<never>[] | readonly ArtifactKind<unknown>[];
  /** Kinds that later plugins may read. */
  readonly produces?: readonly ArtifactKind<never>[] | readonly ArtifactKind<unknown>[];
  /** `attest` reads layers: those that are copied stay on local disk until the image is done. Default: false. */
  readonly layers?: boolean;
  /**
   * Called once in a run for each entry of `plugins:`, with `with` already checked against `schema`. What a schema cannot say of an
   * option is said by an `OptionError`.
   */
  create(options: Options, run: RunContext): PluginHooks;
}

/** The hooks, all optional, in the order in which a run calls them. */
export interface PluginHooks {
  /** What of the options changes the result; a changed fingerprint makes published images be looked at again. Default: all options. */
  fingerprint?(): string;
  /**
   * Predicate types that it attaches under other options, and that what it attaches under these takes the place of: the other format of
   * one document. Where it attaches, statements of these types that the run's identity has signed are taken away from every set; those
   * of others stay, and what another plugin of the chain asks for. Where several entries fill a repository, all of their chains have to
   * say so.
   */
  readonly supersedes?: readonly string[];
  /** Once, before anything is copied: tools, credentials, permissions. A throw stops the run (exit 1). */
  check?(): Promise<void>;
  /** Before a byte moves. A PolicyError refuses the image (exit 3). */
  admit?(image: ImageContext): Promise<void>;
  /** What is on the destination already, read only; emits what it found. */
  inspect?(image: ImageContext): Promise<Inspection>;
  /** After the copy, before any tag: attach what `inspect` did not find. */
  attest?(image: ImageContext): Promise<void>;
  /** After everything is attached: read back over fresh connections and check, as a stranger would. */
  verify?(image: ImageContext): Promise<void>;
  /** Once, at the end of the run. */
  finish?(report: Report): Promise<void>;
}

/** Declares a plugin; the default export of its package. `Options` is the type that `schema` describes. */
export function definePlugin<Options = Record<string, unknown>>(plugin: Plugin<Options>): Plugin<Options> {
  return plugin;
}
