import type { Fault } from '../registry/fault.ts';
import type { RecordedRequest } from '../registry/recorded-request.ts';
import { type OperationName as Name, operations } from './operations.fixture.ts';

const html = '<!DOCTYPE html><title>Log in</title>';
export const answer = (status: number, more: Partial<Extract<Fault, { kind: 'answer' }>> = {}): Fault => ({
  kind: 'answer',
  status,
  ...more,
});
const page = (status: number): Fault =>
  answer(status, { headers: { 'Content-Type': 'text/html' }, body: html });
const loop = ({ path }: RecordedRequest): Fault => answer(307, { headers: { Location: path } });
const typed = (type: string): Fault => ({ kind: 'headers', headers: { 'Content-Type': type } });

/** What goes wrong: with one request it is got over, with every one it ends with one of these codes. */
export interface FaultCase {
  fault: (request: RecordedRequest) => Fault;
  /** Requests that it concerns; default: all. */
  of?: Name[];
  once: 'right' | string[];
  always: 'right' | string[];
}

const names = Object.keys(operations) as Name[];
const manifests: Name[] = ['GET manifest', 'GET manifest by tag'];
const blobs: Name[] = ['GET blob', 'GET large blob', 'GET rest of blob'];
const lists: Name[] = ['GET referrers', 'GET more referrers'];
const json: Name[] = ['GET tags', 'GET more tags', 'GET token'];
const bodies: Name[] = [...manifests, ...blobs, ...lists, ...json];
const heads: Name[] = ['HEAD manifest', 'HEAD blob'];
const writes: Name[] = ['POST upload', 'POST mount', 'PUT upload', 'PUT manifest', 'DELETE manifest'];
const gone = ['MIRROR_REGISTRY_UNREACHABLE'];
const wrong = ['MIRROR_DIGEST_MISMATCH', 'MIRROR_SIZE_MISMATCH'];
const invalid = ['MIRROR_REGISTRY_ERROR', 'MIRROR_MANIFEST_INVALID'];
const denied = ['MIRROR_DENIED', 'MIRROR_UNAUTHORIZED', 'refused'];

export const faultCases: Record<string, FaultCase> = {
  'a reset before the work': { fault: () => ({ kind: 'reset' }), once: 'right', always: gone },
  'a reset after the work': {
    fault: () => ({ kind: 'reset', handled: true }),
    once: 'right',
    always: [...gone, 'right'],
  },
  'half a body': {
    fault: () => ({ kind: 'truncate' }),
    of: bodies,
    once: 'right',
    always: [...gone, 'MIRROR_REGISTRY_ERROR'],
  },
  'a stall that ends': { fault: () => ({ kind: 'stall', milliseconds: 60 }), once: 'right', always: 'right' },
  '429 with Retry-After': {
    fault: () => answer(429, { headers: { 'Retry-After': '0.02' } }),
    once: 'right',
    always: ['MIRROR_RATE_LIMITED'],
  },
  '403 that means throttling': {
    fault: () => answer(403, { headers: { 'Retry-After': '0.02' } }),
    // To a DELETE it is a no like any other: whoever wants it asks again.
    of: names.filter((name) => name !== 'DELETE manifest' && !heads.includes(name)),
    once: 'right',
    always: ['MIRROR_RATE_LIMITED'],
  },
  '500': { fault: () => answer(500), once: 'right', always: ['MIRROR_REGISTRY_ERROR'] },
  '503 with a page': { fault: () => page(503), once: 'right', always: ['MIRROR_REGISTRY_ERROR'] },
  '403': {
    fault: () => answer(403),
    of: names.filter((name) => ![...lists, ...heads, 'POST mount'].includes(name)),
    once: denied,
    always: denied,
  },
  // A mount that is denied is an upload, and a HEAD a GET.
  '403 where there is another way': {
    fault: () => answer(403),
    of: [...heads, 'POST mount'],
    once: 'right',
    always: 'right',
  },
  'a wrong byte': {
    fault: () => ({ kind: 'corrupt' }),
    of: ['GET manifest', ...blobs],
    once: wrong,
    always: wrong,
  },
  'a wrong byte, where a tag names it': {
    fault: () => ({ kind: 'corrupt' }),
    of: ['GET manifest by tag'],
    once: [...wrong, 'MIRROR_MANIFEST_INVALID'],
    always: [...wrong, 'MIRROR_MANIFEST_INVALID'],
  },
  'JSON with a wrong byte': {
    fault: () => ({ kind: 'corrupt' }),
    of: [...json, ...lists],
    once: invalid,
    always: invalid,
  },
  'a body that is too short': {
    fault: () => answer(200, { body: 'some' }),
    of: [...manifests, ...blobs],
    once: [...wrong, 'MIRROR_MANIFEST_INVALID'],
    always: [...wrong, 'MIRROR_MANIFEST_INVALID'],
  },
  'a body that is too long': {
    fault: () => answer(200, { body: 'some content '.repeat(300_000) }),
    of: [...manifests, ...blobs],
    once: [...wrong, 'MIRROR_MANIFEST_INVALID'],
    always: [...wrong, 'MIRROR_MANIFEST_INVALID'],
  },
  'a length that is too small': {
    fault: () => ({ kind: 'headers', headers: { 'Content-Length': '7' } }),
    of: bodies.filter((name) => name !== 'GET rest of blob'),
    once: [...wrong, ...invalid],
    always: [...wrong, ...invalid],
  },
  'a length that is too small for the rest': {
    fault: () => ({ kind: 'headers', headers: { 'Content-Length': '7' } }),
    of: ['GET rest of blob'],
    // It is one more break, and what follows is asked for again.
    once: 'right',
    always: gone,
  },
  'right bytes as a page': {
    fault: () => typed('text/html'),
    of: [...manifests, ...blobs, ...json, ...heads],
    once: 'right',
    always: 'right',
  },
  'right bytes as another manifest': {
    fault: () => typed('application/vnd.docker.distribution.manifest.list.v2+json'),
    of: manifests,
    once: 'right',
    always: 'right',
  },
  'a list of referrers that is typed as something else': {
    fault: () => typed('application/json'),
    of: lists,
    once: ['none'],
    always: ['none'],
  },
  'a page in place of JSON': { fault: () => page(200), of: json, once: invalid, always: invalid },
  // Something before a registry answers so where nobody knows the path: the fallback index is asked, and here there is none.
  '403 without a word for the list of referrers': {
    fault: () => answer(403),
    of: lists,
    once: 'right',
    always: ['none'],
  },
  '403 of the registry for the list of referrers': {
    fault: () => answer(403, { body: '{"errors":[{"code":"DENIED","message":"denied"}]}' }),
    of: lists,
    once: 'right',
    always: ['MIRROR_DENIED'],
  },
  'a page in place of the list of referrers': {
    fault: () => page(200),
    of: lists,
    once: ['none'],
    always: ['none'],
  },
  'a page in place of content': {
    fault: () => page(200),
    of: [...manifests, ...blobs],
    once: [...wrong, 'MIRROR_MANIFEST_INVALID'],
    always: [...wrong, 'MIRROR_MANIFEST_INVALID'],
  },
  'a token that is not valid any more': {
    fault: ({ headers }) =>
      answer(401, {
        headers: {
          'WWW-Authenticate': `Bearer realm="http://${headers.host}/token",service="embedded registry",error="invalid_token"`,
        },
      }),
    of: names.filter((name) => name !== 'GET token'),
    once: 'right',
    // A mount that is not allowed is an upload.
    always: ['MIRROR_UNAUTHORIZED', 'right'],
  },
  'a redirect that leads to itself': {
    fault: loop,
    of: [...manifests, ...blobs, ...heads, 'GET tags', 'GET more tags'],
    once: 'right',
    always: ['MIRROR_REDIRECT_REFUSED', 'MIRROR_REGISTRY_ERROR'],
  },
  'a redirect of what is written': {
    fault: loop,
    of: writes,
    once: ['MIRROR_REGISTRY_ERROR'],
    always: ['MIRROR_REGISTRY_ERROR'],
  },
};
