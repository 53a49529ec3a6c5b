import { OptionError, splitPin } from '@multiarch-mirror/core/plugin';
import type { CosignSignOptions } from './options.ts';

/**
 * A key as it may be shown and recorded: without a PIN.
 * @throws OptionError for a key of the other mode, and for a URI of PKCS #11 (RFC 7512) that names no key
 */
export function checkKey(mode: CosignSignOptions['mode'], key: string): string {
  if (mode === 'key') {
    if (!/^(?!env:)[a-z][a-z0-9-]*:\/\/|^pkcs11:/.test(key)) return key;
    throw new OptionError(
      'key',
      'mode: key takes a file or env://NAME, and this is the key of a KMS or token',
      {
        hint: 'Set `mode: cosign`: the cosign CLI signs with it.',
      },
    );
  }
  const reference = referenceOf(key);
  if (!reference.startsWith('pkcs11:')) return reference;
  for (const [what, pattern] of needed) {
    if (!pattern.test(reference)) {
      throw new OptionError('key', `the URI of the key has no ${what}`, {
        hint: 'Write it as `pkcs11:token=LABEL;object=LABEL?module-path=/PATH/MODULE.so`, each value percent-encoded.',
      });
    }
  }
  return reference;
}

/** What cosign asks for. */
const needed: readonly [what: string, pattern: RegExp][] = [
  ['`token` or `slot-id`', /[:;](?:token|slot-id)=[^;?]/],
  ['`object` or `id`', /[:;](?:object|id)=[^;?]/],
];

function referenceOf(key: string): string {
  try {
    return splitPin(key).reference;
  } catch {
    throw new OptionError('key', 'the PIN in the URI of the key cannot be decoded', {
      hint: 'Better leave it out, and give it as COSIGN_PKCS11_PIN.',
    });
  }
}
