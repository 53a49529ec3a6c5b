import type { Fault } from '../registry/fault.ts';
import type { RecordedRequest } from '../registry/recorded-request.ts';
import { type OperationName as Name, operations } from './operations.fixture.ts';

const html = '<!DOCTYPE html><title>Log in</title>';
export const answer = (status: number, more: Partial<Extract<Fault, { kind: 'answer' }>> = {}): Fault => ({
  kind: 'answer',
  status,
  ...more,
});
const loop = ({ path }: RecordedRequest): Fault => answer(307, { headers: { Location: path } });

/** What goes wrong: with one request it is got over, with every one it ends with one of these codes. */
export interface FaultCase {
  fault: (request: RecordedRequest) => Fault;
  /** Requests that it concerns; default: all. */
  of?: Name[];
  once: 'right' | string[];
  always: 'right' | string[];
}

const bodies: Name[] = [
  'GET manifest',
  'GET manifest by tag',
  'GET blob',
  'GET tags',
  'GET referrers',
  'GET token',
];
const json: Name[] = ['GET tags', 'GET token'];
const content: Name[] = ['GET manifest', 'GET blob'];
const gone = ['MIRROR_REGISTRY_UNREACHABLE'];
const wrong = ['MIRROR_DIGEST_MISMATCH', 'MIRROR_SIZE_MISMATCH'];

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
  '500': { fault: () => answer(500), once: 'right', always: ['MIRROR_REGISTRY_ERROR'] },
  '503 with a page': {
    fault: () => answer(503, { headers: { 'Content-Type': 'text/html' }, body: html }),
    once: 'right',
    always: ['MIRROR_REGISTRY_ERROR'],
  },
  '403': {
    fault: () => answer(403),
    of: (Object.keys(operations) as Name[]).filter((name) => name !== 'GET referrers'),
    once: ['MIRROR_DENIED', 'MIRROR_UNAUTHORIZED'],
    always: ['MIRROR_DENIED', 'MIRROR_UNAUTHORIZED'],
  },
  'a body with a wrong byte': { fault: () => ({ kind: 'corrupt' }), of: content, once: wrong, always: wrong },
  'a body with a wrong byte, where a tag names it': {
    fault: () => ({ kind: 'corrupt' }),
    of: ['GET manifest by tag'],
    once: [...wrong, 'MIRROR_MANIFEST_INVALID'],
    always: [...wrong, 'MIRROR_MANIFEST_INVALID'],
  },
  'JSON with a wrong byte': {
    fault: () => ({ kind: 'corrupt' }),
    of: json,
    once: ['MIRROR_REGISTRY_ERROR', 'MIRROR_MANIFEST_INVALID'],
    always: ['MIRROR_REGISTRY_ERROR', 'MIRROR_MANIFEST_INVALID'],
  },
  'a body that is too short': {
    fault: () => answer(200, { body: 'some' }),
    of: content,
    once: [...wrong, 'MIRROR_MANIFEST_INVALID'],
    always: [...wrong, 'MIRROR_MANIFEST_INVALID'],
  },
  'a body that is too long': {
    fault: () => answer(200, { body: 'some content '.repeat(30_000) }),
    of: content,
    once: [...wrong, 'MIRROR_MANIFEST_INVALID'],
    always: [...wrong, 'MIRROR_MANIFEST_INVALID'],
  },
  'a page in place of JSON': {
    fault: () => answer(200, { headers: { 'Content-Type': 'text/html' }, body: html }),
    of: json,
    once: ['MIRROR_REGISTRY_ERROR', 'MIRROR_MANIFEST_INVALID'],
    always: ['MIRROR_REGISTRY_ERROR', 'MIRROR_MANIFEST_INVALID'],
  },
  // Something before a registry answers so where nobody knows the path: the fallback index is asked, and here there is none.
  '403 without a word for the list of referrers': {
    fault: () => answer(403),
    of: ['GET referrers'],
    once: 'right',
    always: ['none'],
  },
  '403 of the registry for the list of referrers': {
    fault: () => answer(403, { body: '{"errors":[{"code":"DENIED","message":"denied"}]}' }),
    of: ['GET referrers'],
    once: 'right',
    always: ['MIRROR_DENIED'],
  },
  'a page in place of the list of referrers': {
    fault: () => answer(200, { headers: { 'Content-Type': 'text/html' }, body: html }),
    of: ['GET referrers'],
    once: ['none'],
    always: ['none'],
  },
  'a list of referrers with a wrong byte': {
    fault: () => ({ kind: 'corrupt' }),
    of: ['GET referrers'],
    once: ['MIRROR_REGISTRY_ERROR', 'MIRROR_MANIFEST_INVALID'],
    always: ['MIRROR_REGISTRY_ERROR', 'MIRROR_MANIFEST_INVALID'],
  },
  'a page in place of content': {
    fault: () => answer(200, { headers: { 'Content-Type': 'text/html' }, body: html }),
    of: ['GET manifest', 'GET manifest by tag', 'GET blob'],
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
    of: (Object.keys(operations) as Name[]).filter((name) => name !== 'GET token'),
    once: 'right',
    always: ['MIRROR_UNAUTHORIZED'],
  },
  'a redirect that leads to itself': {
    fault: loop,
    of: ['GET manifest', 'HEAD manifest', 'GET blob', 'HEAD blob', 'GET tags'],
    once: 'right',
    always: ['MIRROR_REDIRECT_REFUSED', 'MIRROR_REGISTRY_ERROR'],
  },
};
