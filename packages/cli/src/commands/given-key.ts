import { readPublicKey } from '@multiarch-mirror/core';
import { MirrorError, toMirrorError } from '@multiarch-mirror/errors';
import { exitCodes } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { Refusal } from '../refusal.ts';

/** The public key of `--key FILE`, as PEM. @throws Refusal where it is none */
export async function givenKey({ directory, environment }: Io, key: string): Promise<string> {
  try {
    return await readPublicKey(key, { directory, environment });
  } catch (cause) {
    const error = new MirrorError('MIRROR_USAGE_KEY', `--key: ${toMirrorError(cause).message}`, {
      hint: 'Name the file of the public key in PEM, such as cosign.pub.',
      cause,
    });
    throw new Refusal([error], exitCodes.usage);
  }
}

export function keyAndIdentity(): Refusal {
  const error = new MirrorError('MIRROR_USAGE_CONFLICT', '--key and --identity cannot be used together', {
    hint: 'Signatures of a key carry no identity: leave one of them out.',
  });
  return new Refusal([error], exitCodes.usage);
}
