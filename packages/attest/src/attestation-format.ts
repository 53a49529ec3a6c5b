/** How attestations are stored: as bundles, as what cosign before 2.6 reads, or (the default) both. */
export type AttestationFormat = 'both' | 'bundle' | 'legacy';

/** The sets that a digest has to have. */
export interface RequiredSets {
  bundle: boolean;
  legacy: boolean;
}

/**
 * Which sets a digest needs: the legacy one stands on the index only (`legacySubject`), where users' references lead; platform manifests
 * carry bundles. In the format `legacy` a bundle must not be there at all, since it would hide the legacy set.
 */
export function requiredSets(format: AttestationFormat, legacySubject: boolean): RequiredSets {
  return { bundle: format !== 'legacy', legacy: format !== 'bundle' && legacySubject };
}
