/**
 * The commands of the reference project's page "Image Attestations and Signatures", byte for byte as it prints them.
 */
export const referencePage = {
  verifyImageSignature: `cosign verify \\
  --certificate-identity-regexp "https://github.com/this-is-tobi/multiarch-mirror" \\
  --certificate-oidc-issuer "https://token.actions.githubusercontent.com" \\
  ghcr.io/this-is-tobi/mirror/mattermost:10.3.1`,

  viewSbom: `cosign verify-attestation \\
  --type spdxjson \\
  --certificate-identity-regexp "https://github.com/this-is-tobi/multiarch-mirror" \\
  --certificate-oidc-issuer "https://token.actions.githubusercontent.com" \\
  ghcr.io/this-is-tobi/mirror/mattermost:10.3.1 | jq -r .payload | base64 -d | jq .`,

  extractPackageList: `cosign verify-attestation \\
  --type spdxjson \\
  --certificate-identity-regexp "https://github.com/this-is-tobi/multiarch-mirror" \\
  --certificate-oidc-issuer "https://token.actions.githubusercontent.com" \\
  ghcr.io/this-is-tobi/mirror/mattermost:10.3.1 | \\
  jq -r '.payload' | base64 -d | jq '.predicate.packages[] | {name: .name, version: .versionInfo}'`,

  viewProvenance: `cosign verify-attestation \\
  --type slsaprovenance \\
  --certificate-identity-regexp "https://github.com/this-is-tobi/multiarch-mirror" \\
  --certificate-oidc-issuer "https://token.actions.githubusercontent.com" \\
  ghcr.io/this-is-tobi/mirror/mattermost:10.3.1 | jq -r .payload | base64 -d | jq .`,

  verifyAllTags: `for tag in 10.3.1 10.3.0 10.2.1 latest; do
  echo "Verifying mattermost:$tag..."
  cosign verify \\
    --certificate-identity-regexp "https://github.com/this-is-tobi/multiarch-mirror" \\
    --certificate-oidc-issuer "https://token.actions.githubusercontent.com" \\
    ghcr.io/this-is-tobi/mirror/mattermost:$tag
done`,

  extractSbom: `cosign verify-attestation \\
  --type spdxjson \\
  --certificate-identity-regexp "https://github.com/this-is-tobi/multiarch-mirror" \\
  --certificate-oidc-issuer "https://token.actions.githubusercontent.com" \\
  ghcr.io/this-is-tobi/mirror/mattermost:10.3.1 | \\
  jq -r '.payload' | base64 -d | jq '.predicate' > mattermost-10.3.1-sbom.json`,

  scanSbom: 'trivy sbom mattermost-10.3.1-sbom.json',
} as const;

/** What the page shows as the output of a verification that succeeds, after its first line. */
export const successfulVerification = `The following checks were performed on each of these signatures:
  - The cosign claims were validated
  - Existence of the claims in the transparency log was verified offline
  - The code-signing certificate was verified using trusted certificate authority certificates`;
