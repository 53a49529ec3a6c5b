/** What stands on the destination, for the report and for later plugins. */
export interface Attestation {
  plugin: string;
  predicateType: string;
  /** Digest of the subject. */
  subject: string;
  /** Digest of the bundle's manifest, or of the legacy layer where no bundle is written. */
  digest: string;
  /** Index in the transparency log, where it is known. */
  logIndex?: number;
  stored: ('bundle' | 'legacy')[];
}
