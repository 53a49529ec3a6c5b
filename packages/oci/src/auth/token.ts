import { registerSecret } from '@multiarch-mirror/errors';
import { RegistryError } from '../registry-error.ts';
import { basicHeader, type Credentials } from './credentials.ts';

/** What a Bearer challenge says about where tokens are had. */
export interface TokenService {
  realm: URL;
  service: string | undefined;
}

export interface Token {
  value: string;
  /** Milliseconds since 1970, with a margin for the way. */
  expires: number;
  /** A refresh token that takes the place of the one that was shown (RFC 6749, section 6). */
  refreshToken?: string;
}

/** The request for a token (distribution, "Token Authentication Specification"; with a refresh token, its OAuth2 form). */
export interface TokenRequest {
  method: 'GET' | 'POST';
  url: URL;
  headers: Record<string, string>;
  body?: string;
}

/** Some registries leave the lifetime out or give less than clients are told to assume. */
const shortestLifetime = 60;

export function tokenRequest(
  { realm, service }: TokenService,
  scopes: string[],
  credentials: Credentials | undefined,
): TokenRequest {
  if (credentials !== undefined && 'identityToken' in credentials) {
    const body = new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token: credentials.identityToken,
      client_id: 'multiarch-mirror',
      scope: scopes.join(' '),
      ...(service === undefined ? {} : { service }),
    }).toString();
    return {
      method: 'POST',
      url: realm,
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body,
    };
  }
  const url = new URL(realm);
  if (service !== undefined) url.searchParams.set('service', service);
  for (const scope of scopes) url.searchParams.append('scope', scope);
  const headers: Record<string, string> = { accept: 'application/json' };
  if (credentials !== undefined && 'username' in credentials)
    headers.authorization = basicHeader(credentials);
  return { method: 'GET', url, headers };
}

/** @throws RegistryError MIRROR_REGISTRY_ERROR when the answer holds no token */
export function tokenFrom(answer: string, registry: string, now: number): Token {
  let parsed: Partial<Record<'token' | 'access_token' | 'expires_in' | 'refresh_token', unknown>> = {};
  try {
    parsed = JSON.parse(answer) ?? {};
  } catch {
    // Not JSON, so no token either; the answer itself is not shown, as it may hold one.
  }
  const value = [parsed.token, parsed.access_token].find(
    (candidate): candidate is string => typeof candidate === 'string' && /^[\x21-\x7e]+$/.test(candidate),
  );
  if (value === undefined) {
    throw new RegistryError('MIRROR_REGISTRY_ERROR', 'the token service answered without a token', {
      place: { registry },
    });
  }
  registerSecret(value);
  const seconds = Math.max(Number(parsed.expires_in) || 0, shortestLifetime);
  const expires = now + seconds * 1000 - Math.min(30_000, seconds * 250);
  const { refresh_token: refreshToken } = parsed;
  if (typeof refreshToken !== 'string' || refreshToken === '') return { value, expires };
  registerSecret(refreshToken);
  return { value, expires, refreshToken };
}
