import type { Exec } from './exec.ts';
import type { Logger } from './logger.ts';

/** How statements are signed in this run. `keyless` is the default. */
export interface SigningOptions {
  mode: 'keyless' | 'key' | 'cosign';
  /** A path relative to the manifest, `env://NAME`, or a KMS URI (mode cosign). */
  key?: string;
}

/** Who must have signed for a statement to count: an identity, or whoever has a key. */
export type IdentityOptions =
  | {
      /** A regular expression over the certificate's subject alternative name, in the subset that JavaScript and RE2 share. */
      identity: string;
      /** The OIDC issuer, exactly. */
      issuer: string;
    }
  | {
      /** The public key: a path relative to the manifest, or `env://NAME`. */
      key: string;
    };

/** What every plugin of a run shares, given to `create`. */
export interface RunContext {
  /** Runs tools: allow-listed environment, no shell, a time limit, redacted errors. */
  readonly exec: Exec;
  readonly log: Logger;
  /** Aborted when the run is interrupted. */
  readonly signal: AbortSignal;
  /** Of the manifest: relative paths in options start from here. */
  readonly directory: string;
  /** The variables of the run. What is secret of them goes to `registerSecret` before it is used. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The plugin that signs says how; the last one to say wins. */
  useSigning(options: SigningOptions): void;
  /** The plugin that verifies says whose statements count, for `inspect` and `verify` alike. */
  useIdentity(options: IdentityOptions): void;
  /** Names a tool whose version belongs into provenance, as `check` found it. */
  recordTool(name: string, version: string): void;
  readonly tools: ReadonlyMap<string, string>;
  /** The manifest's commit and workflow, where the run knows them. */
  readonly invocation: Invocation;
}

/** Where and when a run happens: from the environment of GitHub Actions, or of this machine. */
export interface Invocation {
  /** `https://github.com/OWNER/REPO/actions/runs/N/attempts/N` in Actions; otherwise a random UUID URN. */
  id: string;
  /** ISO 8601. */
  startedOn: string;
  /** `job_workflow_ref` as a URI, in Actions. */
  workflow?: string;
  /** `https://github.com/OWNER/REPO`, in Actions. */
  repository?: string;
  /** `refs/heads/main`. */
  ref?: string;
  /** The commit of the manifest. */
  commit?: string;
}
