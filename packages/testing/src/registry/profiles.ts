import type { RegistryAuth, RegistryOptions } from './options.ts';

/** The registries whose behaviour the embedded one can take. */
export type RegistryProfile = 'ghcr' | 'docker-hub' | 'quay' | 'ecr' | 'gar' | 'acr' | 'harbor' | 'gitlab';

/** The credentials of every profile; ACR's refresh token is the password of the user `<token>`. */
export const profileUser = { username: 'somebody', password: 'a secret of the tests' } as const;

/** What none of them has yet: it came into the distribution-spec after 1.1. */
const published: RegistryOptions = { tagParameter: false };
const tokens: RegistryAuth = { ...profileUser, kind: 'token' };

/**
 * How each of them differs from the plain one, as far as it is known from their documents and from what users of other clients
 * report. This is the server's side, written without a look at the client's profiles.
 */
export const registryProfiles: Readonly<Record<RegistryProfile, RegistryOptions>> = {
  ghcr: {
    ...published,
    auth: { ...tokens, anonymousPull: true },
    referrersApi: 'elsewhere',
    flakyPuts: true,
    chunks: 4 * 1024 * 1024,
    blobsElsewhere: true,
    burstLimit: { requests: 40, milliseconds: 100, status: 403 },
  },
  'docker-hub': {
    ...published,
    auth: { ...tokens, anonymousPull: true },
    blobsElsewhere: true,
    pullLimit: { pulls: 200, windowSeconds: 21_600 },
  },
  quay: {
    ...published,
    auth: { ...tokens, realm: '/v2/auth' },
    mounts: 'named',
    mixedIndexes: false,
    blobsElsewhere: true,
    burstLimit: { requests: 40, milliseconds: 100, status: 429 },
  },
  ecr: {
    ...published,
    auth: { ...profileUser, kind: 'basic' },
    newRepositories: false,
    chunkStatus: 201,
    subjects: false,
    referrersApi: false,
    immutableTags: 'strict',
    blobsElsewhere: true,
  },
  gar: { ...published, auth: tokens, chunks: false, mixedIndexes: false },
  acr: {
    ...published,
    auth: {
      username: '<token>',
      password: profileUser.password,
      refreshToken: profileUser.password,
      kind: 'token',
    },
    blobsElsewhere: true,
  },
  harbor: {
    ...published,
    auth: { ...tokens, realm: '/service/token', service: 'harbor-registry' },
    mounts: 'guarded',
  },
  gitlab: {
    ...published,
    auth: { ...tokens, realm: '/jwt/auth', service: 'container_registry' },
    headers: { 'Gitlab-Container-Registry-Version': '4.0.0-gitlab' },
    referrersApi: false,
    digestTags: true,
  },
};
