import { describe, expect, it } from 'vitest';
import { isNotFound, orasError } from './oras-error.ts';

const registry = 'Error response from registry: ';

describe('what oras writes', () => {
  it.each([
    [`${registry}failed to find "a.dev/b:c": a.dev/b:c: not found`, 'MIRROR_MANIFEST_UNKNOWN'],
    [`${registry}name unknown: repository not known: a/c`, 'MIRROR_REPOSITORY_UNKNOWN'],
    [
      'Error: failed to find "a.dev/b": Head "https://a.dev/v2/": dial tcp 1.2.3.4:443: connect: connection refused',
      'MIRROR_REGISTRY_UNREACHABLE',
    ],
    [`${registry}unauthorized: authentication required`, 'MIRROR_UNAUTHORIZED'],
    ['Error: basic credential not found', 'MIRROR_UNAUTHORIZED'],
    [`${registry}denied: requested access to the resource is denied`, 'MIRROR_DENIED'],
    [`${registry}toomanyrequests: You have reached your pull rate limit`, 'MIRROR_RATE_LIMITED'],
    [`${registry}denied: tag is immutable: 1`, 'MIRROR_TAG_IMMUTABLE'],
    ['Error: unknown flag: --depth', 'MIRROR_ORAS_UNAVAILABLE'],
    ['Error: mismatch digest', 'MIRROR_DIGEST_MISMATCH'],
    ['Error: something that nobody has seen', 'MIRROR_REGISTRY_ERROR'],
  ])('%s', (stderr, code) => {
    expect(orasError({ exitCode: 1, stderr }, 'MIRROR_MANIFEST_UNKNOWN')).toMatchObject({ code });
  });

  it('of a program that is not there', () => {
    expect(orasError({ code: 'ENOENT', stderr: '' })).toMatchObject({ code: 'MIRROR_ORAS_UNAVAILABLE' });
  });

  it('is taken for "not there" only where it says so', () => {
    expect(isNotFound({ stderr: `${registry}a.dev/b:c: not found` })).toBe(true);
    expect(isNotFound({ stderr: 'Error: dial tcp: lookup a.dev: host not found: no such host' })).toBe(false);
    expect(isNotFound({ stderr: `${registry}unauthorized: a.dev/b not found` })).toBe(false);
  });
});
