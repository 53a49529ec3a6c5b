import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Trust } from '@multiarch-mirror/attest';
import { sha256Digest } from '@multiarch-mirror/oci';

/** The trusted root of the exporting side, for comparison: nothing is verified against it unless somebody says so. */
const trustedRootName = 'trusted_root.json';

/** Puts the root beside the layout. @returns its digest, which `sha256sum` gives, too */
export async function writeTrustedRoot(directory: string, trust: Trust): Promise<string> {
  const text = await textOf(trust);
  const file = join(directory, trustedRootName);
  const standing = await readFile(file, 'utf8').catch(() => undefined);
  if (standing !== text) {
    const temporary = `${file}.${process.pid}.tmp`;
    await writeFile(temporary, text);
    await rename(temporary, file);
  }
  return sha256Digest(Buffer.from(text));
}

/** The digest of a root in the form in which it is exported. */
export async function trustDigest(trust: Trust): Promise<string> {
  return sha256Digest(Buffer.from(await textOf(trust)));
}

/** The digest of the root that came along; undefined where none did. */
export async function broughtRoot(directory: string): Promise<string | undefined> {
  const bytes = await readFile(join(directory, trustedRootName)).catch(() => undefined);
  return bytes && sha256Digest(bytes);
}

async function textOf(trust: Trust): Promise<string> {
  const { trustText } = await import('@multiarch-mirror/attest');
  return trustText(trust);
}
