import { isDigest } from './digest.ts';
import type { RequestKind } from './recorded-request.ts';
import { RegistryError } from './registry-error.ts';

/** What a path asks for. */
export interface Route {
  kind: RequestKind;
  repository?: string;
  reference?: string;
}

/** distribution-spec, "Pulling manifests". */
const repositoryName = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
const tagName = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;

/** Where tokens are issued: here at first, and where some products have it. */
const tokenPaths: readonly string[] = ['/token', '/v2/auth', '/jwt/auth', '/service/token', '/oauth2/token'];

const patterns: [RegExp, RequestKind][] = [
  [/^\/v2\/(.+)\/blobs\/uploads\/([^/]*)$/, 'upload'],
  [/^\/v2\/(.+)\/blobs\/([^/]+)$/, 'blob'],
  [/^\/v2\/(.+)\/manifests\/([^/]+)$/, 'manifest'],
  [/^\/v2\/(.+)\/referrers\/([^/]+)$/, 'referrers'],
  [/^\/v2\/(.+)\/tags\/list$/, 'tags'],
];

/** Reads a path without judging names; every path has a route, so that every request can be recorded. */
export function routeOf(path: string): Route {
  if (path === '/v2/' || path === '/v2') return { kind: 'ping' };
  if (tokenPaths.includes(path)) return { kind: 'token' };
  // distribution accepts the upload path without its last slash, and clients rely on it.
  const whole = path.endsWith('/blobs/uploads') ? `${path}/` : path;
  for (const [pattern, kind] of patterns) {
    const match = pattern.exec(whole);
    if (match === null) continue;
    const [, repository = '', reference = ''] = match;
    return { kind, repository, ...(reference === '' ? {} : { reference: decodeURIComponent(reference) }) };
  }
  return { kind: 'other' };
}

/** @throws RegistryError NAME_INVALID, DIGEST_INVALID, TAG_INVALID, 404 for a path that the distribution-spec does not have */
export function checkRoute(route: Route): void {
  const { kind, repository, reference } = route;
  if (kind === 'other') throw new RegistryError(404, 'UNSUPPORTED', 'no such path');
  if (repository !== undefined && !isRepositoryName(repository)) {
    throw new RegistryError(400, 'NAME_INVALID', `invalid repository name: ${repository}`);
  }
  if (reference === undefined || kind === 'upload') return;
  const digestExpected = kind !== 'manifest' || reference.includes(':');
  if (digestExpected && !isDigest(reference)) {
    throw new RegistryError(400, 'DIGEST_INVALID', `invalid or unknown digest: ${reference}`);
  }
  if (!digestExpected && !isTagName(reference)) {
    throw new RegistryError(400, 'TAG_INVALID', `invalid tag: ${reference}`);
  }
}

function isRepositoryName(name: string): boolean {
  return repositoryName.test(name);
}

export function isTagName(tag: string): boolean {
  return tagName.test(tag);
}
