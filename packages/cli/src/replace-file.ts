import { chmod, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { MirrorError } from '@multiarch-mirror/errors';
import { exitCodes } from './exit-code.ts';
import { Refusal } from './refusal.ts';

/**
 * Writes a file whole or not at all; what a link points to is written, and permissions stay.
 * @param what it is, for messages
 * @throws Refusal with the code where it cannot be written
 */
export async function replaceFile(file: string, text: string, code: string, what: string): Promise<void> {
  const target = await realpath(file).catch(() => file);
  const temporary = `${target}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, text);
    const mode = await stat(target).then(
      (known) => known.mode,
      () => undefined,
    );
    if (mode !== undefined) await chmod(temporary, mode);
    await rename(temporary, target);
  } catch (thrown) {
    await rm(temporary, { force: true });
    const message = `${what} cannot be written: ${(thrown as Error).message}`;
    const details = { place: { file }, hint: 'Check the path and its permissions.', cause: thrown };
    throw new Refusal([new MirrorError(code, message, details)], exitCodes.usage);
  }
}
