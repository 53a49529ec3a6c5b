import type { LogLevel } from '../render/log-level.ts';

/** The options that every command has. */
export interface GlobalOptions {
  config?: string | undefined;
  destination?: string | undefined;
  keep?: number | undefined;
  json?: boolean | undefined;
  logLevel: LogLevel;
  /** False: `--no-color`. */
  color: boolean;
}

/** What `run` and `plan` have in common. */
export interface PlanningOptions extends GlobalOptions {
  deep?: boolean | undefined;
  checkMoved?: boolean | undefined;
}
