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
  /** `--locked`: what the lock names, and nothing else. */
  locked?: boolean | undefined;
  /** `--lock-file FILE`: in place of the one beside the manifest. */
  lockFile?: string | undefined;
  /** `--shard I/N` */
  shard?: string | undefined;
  /** Images at once; default: as core has it. */
  concurrency?: number | undefined;
  failFast?: boolean | undefined;
  /** `--report FILE`: where the document of `--json` is written, too. */
  report?: string | undefined;
  /** False: `--no-summary`, nothing for the summary of a job of GitHub Actions. */
  summary?: boolean | undefined;
  deep?: boolean | undefined;
  checkMoved?: boolean | undefined;
}
