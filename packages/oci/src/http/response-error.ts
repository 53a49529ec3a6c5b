import { printable } from '@multiarch-mirror/errors';
import type { OciErrorCode } from '../codes.ts';
import { generic } from '../profiles/generic.ts';
import type { RegistryProfile } from '../profiles/profile.ts';
import { RegistryError } from '../registry-error.ts';
import { parseRateLimit } from './rate-limit.ts';
import { parseRetryAfter } from './retry.ts';
import type { RequestKind } from './statistics.ts';

/** An answer that is not the one that was wanted. */
export interface RefusedResponse {
  registry: string;
  kind: RequestKind;
  method: string;
  status: number;
  headers: Record<string, string | string[] | undefined>;
  /** The body's first bytes. */
  body: string;
  /** How this registry words its refusals. Default: the generic one. */
  profile?: RegistryProfile;
}

const transientStatuses = new Set([408, 429, 500, 502, 503, 504]);

/** Whether an answer with this status may be another one later. */
export function isTransientStatus(status: number): boolean {
  return transientStatuses.has(status);
}

/** The error for an answer, by its status, the codes of its body (distribution-spec, "Error Codes"), and the registry's profile. */
export function responseError(response: RefusedResponse): RegistryError {
  const { status, registry, body, profile = generic } = response;
  const { codes, message } = parseBody(body);
  const limited = status === 429 || (status === 403 && isThrottling(response, profile));
  const code = limited ? 'MIRROR_RATE_LIMITED' : codeFor(response, codes, profile);
  const flaky = code === 'MIRROR_DENIED' && putsManifest(response) && matches(profile.flakyDenials, body);
  const lost = losesUpload(response, codes);
  const transient = limited || flaky || lost || isTransientStatus(status);
  const retryAt = limited || isTransientStatus(status) ? retryTime(response) : undefined;
  const said = printable(message === '' ? `status ${status}` : `status ${status}: ${message}`);
  const hint = denialHint(profile, code, body) ?? hintFor(code, profile, registry, retryAt);
  const what = lost ? 'the registry lost the upload' : (messages[code] ?? 'the registry answered');
  return new RegistryError(code, `${what} (${said})`, {
    status,
    registryCodes: codes,
    transient,
    place: { registry },
    ...(hint === undefined ? {} : { hint }),
    ...(retryAt === undefined ? {} : { retryAt }),
  });
}

/** A 403 that asks for patience (GitHub's REST API, "Exceeding the rate limit"), not for other rights. */
function isThrottling({ headers, body }: RefusedResponse, profile: RegistryProfile): boolean {
  const spent = parseRateLimit(headers)?.remaining === 0;
  return spent || headers['retry-after'] !== undefined || matches(profile.throttled, body);
}

function matches(patterns: readonly RegExp[], body: string): boolean {
  return patterns.some((pattern) => pattern.test(body));
}

function putsManifest({ kind, method }: RefusedResponse): boolean {
  return kind === 'manifest' && method === 'PUT';
}

/**
 * Whether an upload that the registry opened is gone, or not where we think it is: one of several machines that share nothing answered,
 * or it was cleaned up. Another one may be begun.
 */
function losesUpload({ kind, method, status }: RefusedResponse, codes: string[]): boolean {
  const open = kind === 'upload' && method !== 'POST' && !codes.includes('NAME_UNKNOWN');
  return open && (status === 404 || status === 416);
}

const messages: Partial<Record<OciErrorCode, string>> = {
  MIRROR_RATE_LIMITED: 'the registry limits requests',
  MIRROR_UNAUTHORIZED: 'the registry wants other credentials',
  MIRROR_DENIED: 'the registry does not permit this',
  MIRROR_REPOSITORY_UNKNOWN: 'the repository does not exist',
  MIRROR_MANIFEST_UNKNOWN: 'the manifest does not exist',
  MIRROR_BLOB_UNKNOWN: 'the blob does not exist',
  MIRROR_TAG_IMMUTABLE: 'the registry does not overwrite this tag',
  MIRROR_MANIFEST_TOO_LARGE: 'the registry takes no manifest of this size',
  MIRROR_MANIFEST_INVALID: 'the registry takes the manifest for invalid',
  MIRROR_REGISTRY_ERROR: 'the registry failed',
};

function codeFor(response: RefusedResponse, codes: string[], profile: RegistryProfile): OciErrorCode {
  const { status, kind, body } = response;
  const puts = putsManifest(response);
  if (puts && status < 500 && (status === 409 || status === 412 || matches(profile.immutable, body)))
    return 'MIRROR_TAG_IMMUTABLE';
  if (status === 401) return 'MIRROR_UNAUTHORIZED';
  if (status === 403) return 'MIRROR_DENIED';
  if (puts && status === 413) return 'MIRROR_MANIFEST_TOO_LARGE';
  if (puts && status === 400) return 'MIRROR_MANIFEST_INVALID';
  if (status !== 404 || losesUpload(response, codes)) return 'MIRROR_REGISTRY_ERROR';
  if (codes.includes('NAME_UNKNOWN') || kind === 'tags' || kind === 'upload')
    return 'MIRROR_REPOSITORY_UNKNOWN';
  if (kind === 'blob') return 'MIRROR_BLOB_UNKNOWN';
  return kind === 'token' ? 'MIRROR_REGISTRY_ERROR' : 'MIRROR_MANIFEST_UNKNOWN';
}

const unknownHint = 'Check the name, the tag, and that this account may see it.';

/** What a profile knows about this very refusal. */
function denialHint(profile: RegistryProfile, code: OciErrorCode, body: string): string | undefined {
  if (code !== 'MIRROR_DENIED' && code !== 'MIRROR_UNAUTHORIZED') return undefined;
  return profile.denials.find((denial) => denial.body.test(body))?.hint;
}

function hintFor(
  code: OciErrorCode,
  profile: RegistryProfile,
  registry: string,
  retryAt: Date | undefined,
): string | undefined {
  const when = retryAt === undefined ? 'later' : `after ${retryAt.toISOString()}`;
  const hints: Partial<Record<OciErrorCode, string>> = {
    MIRROR_RATE_LIMITED: `Run again ${when}, log in to ${registry} for a higher limit, or lower its concurrency.`,
    MIRROR_UNAUTHORIZED: `Log in with "docker login ${registry}", and check the name: some registries say this of what does not exist.`,
    MIRROR_DENIED: `Give the account that is used for ${registry} the right to do this.`,
    MIRROR_REPOSITORY_UNKNOWN: profile.createsRepositories
      ? unknownHint
      : `Create the repository at ${registry} first: a push does not; or check its name.`,
    MIRROR_MANIFEST_UNKNOWN: unknownHint,
    MIRROR_TAG_IMMUTABLE: 'Remove the tag at the registry first, or let it keep the content that it has.',
  };
  return hints[code];
}

/** From the header, or from a body that names it (GHCR). */
function retryTime(response: RefusedResponse): Date | undefined {
  const header = response.headers['retry-after'];
  const value = Array.isArray(header) ? header[0] : header;
  return (
    parseRetryAfter(value) ?? parseRetryAfter(/retry-after:?\s*([\d.]+[a-zµμ\d.]*)/i.exec(response.body)?.[1])
  );
}

function parseBody(body: string): { codes: string[]; message: string } {
  try {
    const { errors } = JSON.parse(body) as { errors?: { code?: unknown; message?: unknown }[] };
    if (Array.isArray(errors)) {
      const codes = errors.flatMap(({ code }) => (typeof code === 'string' ? [code] : []));
      const texts = errors.flatMap(({ message }) => (typeof message === 'string' ? [message] : []));
      return { codes, message: [...codes, ...texts].join(', ').slice(0, 300) };
    }
  } catch {
    // Not the format of the specification: a proxy's page, say, which is worth no quoting.
  }
  return { codes: [], message: /^\s*</.test(body) ? '' : body.trim().slice(0, 200) };
}
