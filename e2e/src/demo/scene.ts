import type { Selection } from './manifest.ts';
import type { Page } from './page.ts';
import type { Stage } from './stage.ts';
import type { Upstream } from './upstream-image.ts';

/** What the chapters of the demo share. */
export interface Scene {
  readonly page: Page;
  readonly stage: Stage;
  readonly upstream: Upstream;
  readonly selection: Selection;
  readonly signal: AbortSignal;
  /** Further environment of `mirror`. */
  readonly env: Readonly<Record<string, string>>;
  /** The repository of the copies: `host:port/path`. */
  readonly copies: string;
}

/** `sha256:0a1b2c3d4e5f` */
export function shortDigest(digest: string): string {
  return digest.slice(0, 'sha256:'.length + 12);
}
