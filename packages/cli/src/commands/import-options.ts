import type { GlobalOptions } from './global-options.ts';

export interface ImportCommandOptions extends GlobalOptions {
  concurrency: number;
  trustedRoot?: string | undefined;
  /** `--expect DIGEST`: the inventory of the export. */
  expect?: string | undefined;
  origin?: string | undefined;
  /** Its presence says that there is no manifest, as does that of a key. */
  identity?: string | undefined;
  issuer?: string | undefined;
  /** `--key FILE`: a public key. */
  key?: string | undefined;
  require?: Requirable[] | undefined;
}

/** What `--require` knows. */
export const requirable = ['sbom', 'signature', 'provenance'] as const;
export type Requirable = (typeof requirable)[number];
