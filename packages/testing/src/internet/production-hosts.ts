/** The hosts that a production run of the reference deployment, and whoever verifies its images, talks to. */
export const productionHosts = {
  ghcr: { api: 'ghcr.io', blobs: 'pkg-containers.githubusercontent.com' },
  dockerHub: {
    /** `docker.io` is a name for people; clients of the registry ask one of the others. */
    api: ['registry-1.docker.io', 'index.docker.io'],
    tokens: 'auth.docker.io',
    blobs: 'production.cloudflare.docker.com',
  },
  github: { api: 'api.github.com' },
  sigstore: {
    /** Whose tokens Fulcio takes; a job asks for them by an address that its runner names, and here it is the same host. */
    oidc: 'token.actions.githubusercontent.com',
    fulcio: 'fulcio.sigstore.dev',
    rekor: 'rekor.sigstore.dev',
    tuf: 'tuf-repo-cdn.sigstore.dev',
  },
} as const;
