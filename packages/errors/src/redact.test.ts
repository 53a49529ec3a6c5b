import { describe, expect, it } from 'vitest';
import { MirrorError } from './mirror-error.ts';
import { redact, registerSecret } from './redact.ts';

describe('redact', () => {
  it.each([
    ['a JSON Web Token', 'token eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJtZSJ9.c2lnbmF0dXJl!', 'token ***!'],
    [
      'an Authorization header',
      'sent Authorization: Bearer abcdef1234567890',
      'sent Authorization: Bearer ***',
    ],
    [
      'a password in a URL',
      'GET https://me:hunter22@registry.acme.dev/v2/',
      'GET https://me:***@registry.acme.dev/v2/',
    ],
    [
      'a presigned URL',
      'https://s3/x?X-Amz-Signature=0a1b2c&X-Amz-Date=1',
      'https://s3/x?X-Amz-Signature=***&X-Amz-Date=1',
    ],
    [
      'the PIN of a key of PKCS #11',
      "key 'pkcs11:token=a;object=b?module-path=/lib/x.so&pin-value=12%2034;x=1' ?pin-value=9",
      "key 'pkcs11:token=a;object=b?module-path=/lib/x.so&pin-value=***;x=1' ?pin-value=***",
    ],
    ['nothing', 'docker.io/library/debian:12', 'docker.io/library/debian:12'],
  ])('masks %s', (_name, text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  it('masks a registered secret in every form in which it travels', () => {
    registerSecret('pass word/1');
    const base64 = Buffer.from('pass word/1').toString('base64');
    expect(redact(`pass word/1 ${encodeURIComponent('pass word/1')} ${base64}`)).toBe('*** *** ***');
  });

  it('masks the pair in which Basic authentication sends it', () => {
    registerSecret('robot:correct horse');
    expect(redact(Buffer.from('robot:correct horse').toString('base64'))).toBe('***');
  });

  it('leaves short values alone, since they stand everywhere', () => {
    registerSecret('ab');
    expect(redact('about')).toBe('about');
  });

  it('reads a long text without a secret to its end', () => {
    const text = 'a'.repeat(200_000);
    expect(redact(text)).toBe(text);
  });

  it('is applied to message and hint of every error', () => {
    registerSecret('swordfish-swordfish');
    const error = new MirrorError('MIRROR_X', 'with swordfish-swordfish', {
      hint: 'not swordfish-swordfish',
    });
    expect([error.message, error.hint]).toEqual(['with ***', 'not ***']);
  });
});
