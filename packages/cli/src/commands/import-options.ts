import type { GlobalOptions } from './global-options.ts';

export interface ImportCommandOptions extends GlobalOptions {
  concurrency: number;
  trustedRoot?: string | undefined;
  /** `--expect DIGEST`: the inventory of the export. */
  expect?: string | undefined;
  origin?: string | undefined;
  /** Its presence says that there is no manifest. */
  identity?: string | undefined;
  issuer?: string | undefined;
  require?: string[] | undefined;
}

/** What `--require` knows, and the plugin that looks for it. */
export const pluginsFor: Readonly<Record<string, string>> = {
  sbom: 'trivy-sbom',
  signature: 'cosign-sign',
  provenance: 'slsa-provenance',
};
export const requirable: readonly string[] = Object.keys(pluginsFor);
