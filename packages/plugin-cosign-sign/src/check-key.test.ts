import { OptionError } from '@multiarch-mirror/core/plugin';
import { fakeRunContext } from '@multiarch-mirror/testing';
import { describe, expect, it } from 'vitest';
import plugin from './plugin.ts';

const token = 'pkcs11:token=mirror;object=signing?module-path=/lib/module.so';
const create = (mode: 'key' | 'cosign', key: string) => plugin.create({ mode, key }, fakeRunContext());

describe('a key', () => {
  it.each([
    token,
    'pkcs11:slot-id=3;id=%01',
    'awskms://localhost:4566/alias/mirror',
    './cosign.key',
    'k8s://ns/cosign',
  ])('%s is for the cosign CLI', (key) => {
    expect(() => create('cosign', key)).not.toThrow();
  });

  it.each<['key' | 'cosign', string, string]>([
    ['cosign', 'pkcs11:object=signing?pin-value=482613', 'token'],
    ['cosign', 'pkcs11:token=mirror', 'object'],
    ['cosign', 'pkcs11:token=mirror;object=?pin-value=482613', 'object'],
    ['cosign', `${token}&pin-value=%zz482613`, 'PIN'],
    ['key', 'awskms:///alias/mirror', 'mode: key'],
    ['key', `${token}&pin-value=482613`, 'mode: key'],
  ])('of mode %s that is %s is a fault of the option, without its PIN', (mode, key, said) => {
    expect(() => create(mode, key)).toThrow(OptionError);
    expect(() => create(mode, key)).toThrow(
      expect.objectContaining({ message: expect.stringContaining(said), hint: expect.any(String) }),
    );
    expect(() => create(mode, key)).not.toThrow(/482613/);
  });

  it('has the same fingerprint with any PIN: what is published says nothing of it', () => {
    const fingerprints = ['', '&pin-value=1234', '&pin-value=4321'].map((pin) =>
      create('cosign', `${token}${pin}`).fingerprint?.(),
    );
    expect(new Set(fingerprints)).toEqual(new Set([`cosign ${token}`]));
  });
});
