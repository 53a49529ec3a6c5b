import type { EventListener, ImageExplanation, Logger, Plan, Report } from '@multiarch-mirror/core';
import type { MirrorError } from '@multiarch-mirror/errors';

/** What a run, or a verification, has come to. */
export interface Outcome {
  kind: 'run' | 'verify';
  report: Report;
  /** The manifest as the user named it. */
  file: string;
  /** Commands by which anyone can check a published image. */
  check?: readonly string[];
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
 * Shows what a command does and what it came to; each command calls one of the last four, once, at its end. What comes from
 * outside is escaped and secrets are cut out here, whatever the caller has done.
 */
export interface Renderer {
  /** Messages beside the progress. */
  readonly log: Logger;
  readonly on: EventListener;
  finish(outcome: Outcome): Promise<void>;
  /** `explanations`: before the plan, why each tag is in or out. */
  plan(plan: Plan, report: Report, explanations?: readonly ImageExplanation[]): Promise<void>;
  validation(validation: Validation): Promise<void>;
  /** Nothing was done, and why. `text` is the manifest's, where it is known. */
  fail(errors: readonly MirrorError[], text?: string): Promise<void>;
}
