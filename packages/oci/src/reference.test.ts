import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  childRepository,
  formatReference,
  formatRepository,
  parseNamespace,
  parseReference,
  parseRepository,
} from './reference.ts';

const sha256 = `sha256:${'a'.repeat(64)}`;
const sha512 = `sha512:${'b'.repeat(128)}`;
const invalid = expect.objectContaining({ code: 'MIRROR_REFERENCE_INVALID' });

describe('parseReference', () => {
  it.each([
    ['debian', 'docker.io/library/debian'],
    ['debian:12', 'docker.io/library/debian:12'],
    ['acme/app', 'docker.io/acme/app'],
    ['docker.io/debian', 'docker.io/library/debian'],
    ['index.docker.io/debian', 'docker.io/library/debian'],
    ['registry-1.docker.io/library/debian', 'docker.io/library/debian'],
    ['localhost/app', 'localhost/app'],
    ['localhost:5000/app', 'localhost:5000/app'],
    ['GHCR.io/acme/app:v1', 'ghcr.io/acme/app:v1'],
    ['registry.acme.dev:8443/a/b__c/d-e.f:1.0_x-y', 'registry.acme.dev:8443/a/b__c/d-e.f:1.0_x-y'],
    ['127.0.0.1:5000/app', '127.0.0.1:5000/app'],
    ['[::1]:5000/app:1', '[::1]:5000/app:1'],
    ['[2001:db8::1]/app', '[2001:db8::1]/app'],
    [`ghcr.io/a/b:1@${sha256}`, `ghcr.io/a/b:1@${sha256}`],
    [`ghcr.io/a/b@${sha512}`, `ghcr.io/a/b@${sha512}`],
    [`ghcr.io/${'a'.repeat(255)}:${'t'.repeat(128)}`, `ghcr.io/${'a'.repeat(255)}:${'t'.repeat(128)}`],
    ['oci:./build/app', 'oci:./build/app'],
    ['oci:/srv/a:b/app:1.0', 'oci:/srv/a:b/app:1.0'],
    [`oci:dir:1@${sha256}`, `oci:dir:1@${sha256}`],
    ['oci:user@host/dir', 'oci:user@host/dir'],
  ])('reads %s as %s', (text, normal) => {
    const reference = parseReference(text);
    expect(formatReference(reference)).toBe(normal);
    expect(parseReference(normal)).toEqual(reference);
  });

  it.each([
    ['nothing', ''],
    ['upper case in the path', 'ghcr.io/Acme/app'],
    ['a word with capitals for a host', 'Acme/app'],
    ['an empty part', 'ghcr.io/acme//app'],
    ['a dot at the end', 'ghcr.io/acme./app'],
    ['three underscores', 'ghcr.io/a___b'],
    ['a tag that begins with a dot', 'ghcr.io/a:.b'],
    ['a tag that is too long', `ghcr.io/a:${'x'.repeat(129)}`],
    ['an empty tag', 'ghcr.io/a:'],
    ['a short digest', 'ghcr.io/a@sha256:abc'],
    ['an unknown algorithm', `ghcr.io/a@md5:${'a'.repeat(32)}`],
    ['a digest in upper case', `ghcr.io/a@sha256:${'A'.repeat(64)}`],
    ['a port that is none', 'localhost:99999/a'],
    ['a port of letters', 'localhost:http/a'],
    ['a host with an underscore', 'my_host.dev/a'],
    ['brackets around no address', '[zz]/a'],
    ['a URL', 'https://ghcr.io/a'],
    ['a name that is too long', `ghcr.io/${'a'.repeat(256)}`],
    ['no directory', 'oci:'],
    ['no directory but a tag', 'oci::tag'],
    ['a path outwards', 'ghcr.io/../a'],
  ])('refuses %s', (_, text) => {
    expect(() => parseReference(text)).toThrow(invalid);
  });

  it('throws nothing but its own error, and reads back what it wrote', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'ab.:/@[]-_A1 '.split(''), 'oci:', 'sha256:', 'localhost') }),
        (text) => {
          try {
            const reference = parseReference(text);
            expect(parseReference(formatReference(reference))).toEqual(reference);
          } catch (error) {
            expect(error).toEqual(invalid);
          }
        },
      ),
    );
  });
});

describe('repositories', () => {
  it('have neither tag nor digest', () => {
    expect(formatRepository(parseRepository('ghcr.io/acme/app'))).toBe('ghcr.io/acme/app');
    expect(() => parseRepository('ghcr.io/acme/app:1')).toThrow(invalid);
    expect(() => parseRepository(`ghcr.io/acme/app@${sha256}`)).toThrow(invalid);
  });

  it.each([
    ['ghcr.io/acme', 'app', 'ghcr.io/acme/app'],
    ['docker.io/acme', 'team/app', 'docker.io/acme/team/app'],
    ['oci:./mirror/', 'app', 'oci:./mirror/app'],
    ['oci:/', 'app', 'oci:/app'],
  ])('a child of %s', (namespace, path, expected) => {
    expect(formatRepository(childRepository(parseNamespace(namespace), path))).toBe(expected);
  });

  it('a namespace is more than a host', () => {
    for (const text of ['ghcr.io', 'localhost:5000']) expect(() => parseNamespace(text)).toThrow(invalid);
  });

  it('a child never leaves its namespace', () => {
    for (const path of ['../other', '/abs', 'a/../b', '']) {
      expect(() => childRepository(parseNamespace('oci:./mirror'), path)).toThrow(invalid);
    }
  });
});
