/** Predicate types under the names that `cosign verify-attestation --type` knows them by. */
export const predicateTypes = {
  /** What `cosign sign` writes: the signature itself, with an empty predicate. Never in the legacy set. */
  sign: 'https://sigstore.dev/cosign/sign/v1',
  /** `--type slsaprovenance` and `slsaprovenance02`. */
  slsaProvenance02: 'https://slsa.dev/provenance/v0.2',
  /** `--type slsaprovenance1`; what `gh attestation verify` reads. */
  slsaProvenance1: 'https://slsa.dev/provenance/v1',
  /** `--type spdx` and `spdxjson`. A version after `Document` would not match. */
  spdx: 'https://spdx.dev/Document',
  cyclonedx: 'https://cyclonedx.org/bom',
  vuln: 'https://cosign.sigstore.dev/attestation/vuln/v1',
  custom: 'https://cosign.sigstore.dev/attestation/v1',
} as const;

/** SBOMs come first in a list of referrers: some readers take the first one that they can parse. */
export function isSbom(predicateType: string): boolean {
  return predicateType === predicateTypes.spdx || predicateType === predicateTypes.cyclonedx;
}

/** SLSA provenance of either version. */
export function isProvenance(predicateType: string): boolean {
  return (
    predicateType === predicateTypes.slsaProvenance1 || predicateType === predicateTypes.slsaProvenance02
  );
}
