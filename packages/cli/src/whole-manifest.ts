// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how a manifest names variables

/** A manifest in which every field stands, for docs/manifest.md. */
export const wholeManifest: string = `# yaml-language-server: $schema=./schemas/mirror.schema.json
version: 1
destination: ghcr.io/acme/mirror

defaults:                                     # anything an image may set, except its source and its name
  platforms: [linux/amd64, linux/arm64]
  missingPlatform: wait
  minimumAge: 3d

plugins:                                      # the chain, in this order
  - trivy-sbom
  - use: cosign-sign
    with: {mode: keyless}
  - slsa-provenance
  - verify
  - ./plugins/licences.ts                     # one of your own

images:
  - name: mattermost                          # → ghcr.io/acme/mirror/mattermost
    source: docker.io/mattermost/mattermost-team-edition
    tags: {semver: ">=10", keep: 10, latest: true, prereleases: false}
    deny:
      - {tag: "10.4.0", reason: "loses attachments, fixed in 10.4.1"}
      - {digest: "sha256:0a1b2c3d0a1b2c3d0a1b2c3d0a1b2c3d0a1b2c3d0a1b2c3d0a1b2c3d0a1b2c3d", reason: withdrawn by upstream}

  - source: docker.io/library/postgres
    tags: {regex: '^17\\.\\d+-alpine$', exclude: ['^17\\.0-'], mutable: true, aliases: true, latest: {downgrade: true}}

  - source: registry.k8s.io/pause
    tags: ["3.10", "3.9"]                     # literal tags: the source is never asked for a listing
    platforms: all
    missingPlatform: allow
    upstreamReferrers: true                   # upstream's own signatures come along
    plugins: []                               # copy only

  - name: outline                             # assembled from one reference for each platform
    sources:
      linux/amd64: docker.io/outlinewiki/outline:{tag}
      linux/arm64: oci:./build/outline-arm64:{tag}
    tagsFrom: linux/amd64
    tags: {semver: "*", keep: 10}
    destination: registry.acme.dev/\${NAMESPACE:-mirror}
    transport: oras

attestations:
  format: both
  origin: ghcr.io/this-is-tobi/mirror         # where images were signed that mirror import brought here

sigstore:                                     # only for a private instance
  fulcio: https://fulcio.acme.dev
  rekor: https://rekor.acme.dev
  rekorVersion: 1                             # 2 needs timestamp and attestations: {format: bundle}
  timestamp: https://timestamp.acme.dev/api/v1/timestamp
  issuer: https://issuer.acme.dev
  timeout: 1m                                 # of each of them for an answer
  tuf: {mirror: https://tuf.acme.dev, root: ./root.json}      # or trustedRoot: ./trusted_root.json

registries:
  docker.io: {concurrency: 4}                 # it counts requests: few at once last longer
  localhost:5000: {insecure: true}
  registry.acme.dev:
    auth: {username: "\${ACME_USER}", password: "\${ACME_TOKEN}"}
    ca: ./acme.pem
    timeout: 10m                              # it takes long to take in large layers
`;
