import { describe, expect, it } from 'vitest';
import { splitPin } from './key-reference.ts';

describe('splitPin', () => {
  it.each<[string, string, string | undefined]>([
    ['awskms:///alias/mirror', 'awskms:///alias/mirror', undefined],
    ['./cosign.key', './cosign.key', undefined],
    ['pkcs11:token=a;object=b', 'pkcs11:token=a;object=b', undefined],
    ['pkcs11:token=a;object=b?pin-value=1234', 'pkcs11:token=a;object=b', '1234'],
    ['pkcs11:token=a?module-path=/x.so&pin-value=12%2034', 'pkcs11:token=a?module-path=/x.so', '12 34'],
    ['pkcs11:token=a?pin-value=a+b;module-path=/x.so', 'pkcs11:token=a?module-path=/x.so', 'a b'],
    ['pkcs11:token=a?pin%2Dvalue=1234&module-path=/x.so', 'pkcs11:token=a?module-path=/x.so', '1234'],
  ])('of %s', (key, reference, pin) => {
    expect(splitPin(key)).toEqual({ reference, pin });
  });

  it('throws for a PIN that cannot be decoded, without it', () => {
    expect(() => splitPin('pkcs11:token=a?pin-value=12%zz34')).toThrow(
      expect.objectContaining({ name: 'URIError', message: expect.not.stringContaining('12') }),
    );
  });
});
