import type {
  EventListener,
  ImageExplanation,
  LockChange,
  Logger,
  Matrix,
  Plan,
  Report,
} from '@multiarch-mirror/core';
import type { MirrorError } from '@multiarch-mirror/errors';
import type { Printer } from './printer.ts';

/** What a run, or a verification, has come to. */
export interface Outcome {
  kind: 'run' | 'verify' | 'export' | 'import';
  report: Report;
  /** The manifest as the user named it. */
  file: string;
  /** Commands by which anyone can check a published image. */
  check?: readonly string[];
}

/** What `mirror lock` has found, and whether it has changed the file. */
export interface LockOutcome {
  file: string;
  written: boolean;
  /** Entries and tags that are locked now. */
  images: number;
  tags: number;
  changes: readonly LockChange[];
  errors: readonly MirrorError[];
}

/** What `mirror validate` found. */
export interface Validation {
  /** The manifest as the user named it. */
  file: string;
  /** Its text, to show the lines that the errors are on; absent where it could not be read. */
  text?: string;
  errors: readonly MirrorError[];
  warnings: readonly MirrorError[];
  /** Entries of the manifest, where it is valid. */
  images?: number;
}

/**
 * Shows what a command does and what it came to; each command calls one of the others, once, at its end. What comes from
 * outside is escaped and secrets are cut out here, whatever the caller has done.
 */
export interface Renderer {
  /** Messages beside the progress. */
  readonly log: Logger;
  readonly on: EventListener;
  /** What does not keep the command from anything, at its place. */
  warn(warning: MirrorError): void;
  finish(outcome: Outcome): Promise<void>;
  /** `explanations`: why each tag is in or out, which is said before the plan, and is a part of the document. */
  plan(plan: Plan, report: Report, explanations?: readonly ImageExplanation[]): Promise<void>;
  /** The matrix alone on stdout, on one line; the plan on stderr. */
  matrix(plan: Plan, report: Report, matrix: Matrix): Promise<void>;
  lock(outcome: LockOutcome): Promise<void>;
  /** Reports of shards as one; `markdown`: for the summary of a job. */
  merged(report: Report, options: { markdown: boolean }): Promise<void>;
  validation(validation: Validation): Promise<void>;
  /** What a command has to say that has no form of its own: a document, or lines. */
  statement(document: object, print: (printer: Printer) => void): Promise<void>;
  /** Nothing was done, and why. `text` is the manifest's, where it is known. */
  fail(errors: readonly MirrorError[], text?: string): Promise<void>;
}
