import { access, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { outputOf } from './program.ts';

/** A token of SoftHSM, which is used as one of hardware is: by a PKCS #11 module, and with a PIN. */
export interface SoftToken {
  /** Absolute. */
  readonly module: string;
  readonly label: string;
  /** What the module needs of the environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Puts a private key (PKCS 8, PEM, in a file) into it. */
  put(label: string, id: string, file: string): Promise<void>;
}

/** Where Debian, Fedora, Alpine and Homebrew put the module. */
const modules = [
  '/usr/lib/softhsm/libsofthsm2.so',
  '/usr/lib64/pkcs11/libsofthsm2.so',
  '/usr/local/lib/softhsm/libsofthsm2.so',
  '/opt/homebrew/lib/softhsm/libsofthsm2.so',
];

/** @param program `softhsm2-util` @param pins of the token's user, of whom keys ask, and of its security officer */
export async function createSoftToken(
  program: string,
  directory: string,
  pins: { user: string; officer: string },
): Promise<SoftToken> {
  const label = 'mirror';
  const tokens = join(directory, 'tokens');
  await mkdir(tokens, { recursive: true });
  const configuration = join(directory, 'softhsm2.conf');
  await writeFile(
    configuration,
    `directories.tokendir = ${tokens}\nobjectstore.backend = file\nlog.level = ERROR\n`,
  );
  const env = { SOFTHSM2_CONF: configuration };
  const util = (...args: string[]) => outputOf(program, args, { env });
  const unlocked = ['--pin', pins.user];
  await util('--init-token', '--free', '--label', label, ...unlocked, '--so-pin', pins.officer);
  return {
    module: await firstThere(modules),
    label,
    env,
    put: async (name, id, file) => {
      await util('--import', file, '--token', label, '--label', name, '--id', id, ...unlocked);
    },
  };
}

async function firstThere(paths: readonly string[]): Promise<string> {
  for (const path of paths) {
    const there = await access(path).then(
      () => true,
      () => false,
    );
    if (there) return path;
  }
  throw new Error(`SoftHSM's module is at none of ${paths.join(', ')}`);
}
