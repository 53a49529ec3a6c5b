import { printable } from '@multiarch-mirror/errors';
import type { OciErrorCode } from '../codes.ts';
import { RegistryError } from '../registry-error.ts';
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
}

const transientStatuses = new Set([408, 429, 500, 502, 503, 504]);
const throttled = /rate.?limit|too many requests|toomanyrequests|throttl|abuse detection/i;

/** Whether an answer with this status may be another one later. */
export function isTransientStatus(status: number): boolean {
  return transientStatuses.has(status);
}

/** The error for an answer, by its status and the codes of its body (distribution-spec, "Error Codes"). */
export function responseError(response: RefusedResponse): RegistryError {
  const { status, registry } = response;
  const { codes, message } = parseBody(response.body);
  const limited = status === 429 || (status === 403 && throttled.test(response.body));
  const code = limited ? 'MIRROR_RATE_LIMITED' : codeFor(response, codes);
  const retryAt = limited || status === 503 ? retryTime(response) : undefined;
  const said = printable(message === '' ? `status ${status}` : `status ${status}: ${message}`);
  const hint = hintFor(code, registry, retryAt);
  return new RegistryError(code, `${messages[code] ?? 'the registry answered'} (${said})`, {
    status,
    registryCodes: codes,
    transient: limited || isTransientStatus(status),
    place: { registry },
    ...(hint === undefined ? {} : { hint }),
    ...(retryAt === undefined ? {} : { retryAt }),
  });
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

function codeFor({ status, kind, method, body }: RefusedResponse, codes: string[]): OciErrorCode {
  const putsManifest = kind === 'manifest' && method === 'PUT';
  if (putsManifest && status < 500 && /immutab|cannot be overwritten/i.test(body))
    return 'MIRROR_TAG_IMMUTABLE';
  if (status === 401) return 'MIRROR_UNAUTHORIZED';
  if (status === 403) return 'MIRROR_DENIED';
  if (putsManifest && status === 413) return 'MIRROR_MANIFEST_TOO_LARGE';
  if (putsManifest && status === 400) return 'MIRROR_MANIFEST_INVALID';
  if (status !== 404) return 'MIRROR_REGISTRY_ERROR';
  if (codes.includes('NAME_UNKNOWN') || kind === 'tags' || kind === 'upload')
    return 'MIRROR_REPOSITORY_UNKNOWN';
  if (kind === 'blob') return 'MIRROR_BLOB_UNKNOWN';
  return kind === 'token' ? 'MIRROR_REGISTRY_ERROR' : 'MIRROR_MANIFEST_UNKNOWN';
}

const unknownHint = 'Check the name, the tag, and that this account may see it.';

function hintFor(code: OciErrorCode, registry: string, retryAt: Date | undefined): string | undefined {
  const when = retryAt === undefined ? 'later' : `after ${retryAt.toISOString()}`;
  const hints: Partial<Record<OciErrorCode, string>> = {
    MIRROR_RATE_LIMITED: `Run again ${when}, log in to ${registry} for a higher limit, or lower its concurrency.`,
    MIRROR_UNAUTHORIZED: `Log in with "docker login ${registry}", and check the name: some registries say this of what does not exist.`,
    MIRROR_DENIED: `Give the account that is used for ${registry} the right to do this.`,
    MIRROR_REPOSITORY_UNKNOWN: unknownHint,
    MIRROR_MANIFEST_UNKNOWN: unknownHint,
    MIRROR_TAG_IMMUTABLE: 'Remove the tag at the registry first, or let it keep the content that it has.',
  };
  return hints[code];
}

/** From the header, or from a body that names it (GHCR). */
function retryTime(response: RefusedResponse): Date | undefined {
  const header = response.headers['retry-after'];
  const value = Array.isArray(header) ? header[0] : header;
  return parseRetryAfter(value) ?? parseRetryAfter(/retry-after:?\s*([\d.]+m?s?)/i.exec(response.body)?.[1]);
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
