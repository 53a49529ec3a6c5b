import { registerSecret } from '@multiarch-mirror/errors';

/**
 * What a registry is shown: a name and password, an OAuth2 refresh token ("identity token"), or a token for the registry itself,
 * that somebody else has got.
 */
export type Credentials =
  | { username: string; password: string }
  | { identityToken: string }
  | { registryToken: string };

/**
 * Finds credentials for a registry (`host[:port]`, `docker.io` for Docker Hub) and the path of a repository there; `undefined`: be
 * anonymous.
 */
export type CredentialSource = (registry: string, path?: string) => Promise<Credentials | undefined>;

/** Asks one source after another, until one has something. */
export function firstOf(...sources: CredentialSource[]): CredentialSource {
  return async (registry, path) => {
    for (const source of sources) {
      const found = await source(registry, path);
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

/** The user name with which helpers hand out a refresh token in place of a password. */
const tokenUser = '<token>';

/** Credentials from a name and secret; both are kept out of every message. */
export function credentialsOf(username: string, secret: string): Credentials {
  registerSecret(secret);
  return username === tokenUser ? { identityToken: secret } : { username, password: secret };
}

/** The value of a Basic `Authorization` header (RFC 7617). */
export function basicHeader(credentials: { username: string; password: string }): string {
  const encoded = Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64');
  registerSecret(encoded);
  return `Basic ${encoded}`;
}
