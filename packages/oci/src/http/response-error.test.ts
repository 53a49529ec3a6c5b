import { describe, expect, it } from 'vitest';
import { profileNamed } from '../profiles/index.ts';
import { responseError } from './response-error.ts';

type Case = [what: string, profile: string, status: number, body: string, expected: object];

const said = (code: string, message: string) => JSON.stringify({ errors: [{ code, message }] });

const refusals: Case[] = [
  [
    "ECR's immutable tag",
    'ecr',
    400,
    said('TAG_INVALID', "The image tag '1' already exists in the 'a' repository and cannot be overwritten"),
    { code: 'MIRROR_TAG_IMMUTABLE' },
  ],
  [
    "ECR's exception",
    'ecr',
    400,
    '{"__type":"ImageTagAlreadyExistsException"}',
    { code: 'MIRROR_TAG_IMMUTABLE' },
  ],
  [
    "Harbor's immutable tag",
    'harbor',
    412,
    said('PRECONDITION', "Failed to process request due to 'a:1' configured as immutable."),
    { code: 'MIRROR_TAG_IMMUTABLE' },
  ],
  [
    "Artifact Registry's immutable tag",
    'gar',
    400,
    said('DENIED', 'cannot update tag 1. The repository has enabled tag immutability'),
    { code: 'MIRROR_TAG_IMMUTABLE' },
  ],
  [
    "Quay's immutable tag",
    'quay',
    409,
    said('TAG_IMMUTABLE', 'tag is immutable'),
    { code: 'MIRROR_TAG_IMMUTABLE' },
  ],
  ['a conflict', 'generic', 409, '', { code: 'MIRROR_TAG_IMMUTABLE' }],
  [
    "ACR's locked tag",
    'acr',
    405,
    said('UNSUPPORTED', 'The operation is disallowed on this registry, repository or image.'),
    { code: 'MIRROR_TAG_IMMUTABLE' },
  ],
  [
    "GHCR's throttling",
    'ghcr',
    403,
    said('DENIED', 'You have exceeded a secondary rate limit'),
    { code: 'MIRROR_RATE_LIMITED', transient: true },
  ],
  [
    "GHCR's throttling by its wait",
    'ghcr',
    403,
    said('DENIED', 'retry-after: 10.305464ms, allowed: 2000/minute'),
    { code: 'MIRROR_RATE_LIMITED', transient: true, retryAt: expect.any(Date) },
  ],
  [
    "GHCR's missing permission",
    'ghcr',
    403,
    said('DENIED', 'permission_denied: write_package'),
    { code: 'MIRROR_DENIED', transient: false, hint: expect.stringContaining('packages: write') },
  ],
  [
    "GHCR's missing scope",
    'ghcr',
    403,
    said('DENIED', 'permission_denied: The token provided does not match expected scopes.'),
    { code: 'MIRROR_DENIED', transient: false, hint: expect.stringContaining('write:packages') },
  ],
  [
    "GHCR's denial without a reason",
    'ghcr',
    403,
    said('DENIED', 'denied'),
    { code: 'MIRROR_DENIED', transient: true },
  ],
  [
    'a denial without a reason elsewhere',
    'generic',
    403,
    said('DENIED', 'denied'),
    { code: 'MIRROR_DENIED', transient: false },
  ],
  ["ECR's throttling", 'ecr', 403, 'ThrottlingException: Rate exceeded', { code: 'MIRROR_RATE_LIMITED' }],
  [
    "ECR's unknown repository",
    'ecr',
    404,
    said('NAME_UNKNOWN', 'The repository does not exist'),
    { code: 'MIRROR_REPOSITORY_UNKNOWN', hint: expect.stringContaining('Create the repository') },
  ],
  ['too large a manifest', 'generic', 413, '', { code: 'MIRROR_MANIFEST_TOO_LARGE' }],
  ["a proxy's page", 'generic', 502, '<html>', { code: 'MIRROR_REGISTRY_ERROR', transient: true }],
];

describe('the answer to the PUT of a manifest', () => {
  it.each(refusals)('%s', (_, name, status, body, expected) => {
    const profile = profileNamed(name);
    if (profile === undefined) throw new Error(`no profile ${name}`);
    const request = { registry: 'r.dev', kind: 'manifest' as const, method: 'PUT' };
    expect(responseError({ ...request, status, headers: {}, body, profile })).toMatchObject(expected);
  });
});

describe('when to ask again', () => {
  it.each([
    ['a header', { 'retry-after': '120' }, '', 120],
    ['the body', {}, 'retry-after: 2m0s, allowed: 10/minute', 120],
    ['the header before the body', { 'retry-after': '60' }, 'retry-after: 2m', 60],
  ])('is read from %s', (_, headers, body, seconds) => {
    const before = Date.now();
    const { retryAt } = responseError({
      registry: 'r.dev',
      kind: 'blob',
      method: 'GET',
      status: 429,
      headers,
      body,
    });
    expect(Math.round(((retryAt?.getTime() ?? 0) - before) / 1000)).toBe(seconds);
  });
});
