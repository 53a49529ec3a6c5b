import { access, open } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { MirrorError } from '@multiarch-mirror/errors';
import { type DecodedManifest, decodeManifest } from './decode-manifest.ts';

export const manifestName = 'mirror.config.yaml';

/** Some 50,000 images. */
const largest = 8 * 1024 * 1024;
const partSize = 64 * 1024;

/** A manifest as it was read, not looked into yet. */
export interface ManifestFile extends DecodedManifest {
  /** As the user named it. */
  file: string;
}

/**
 * Reads a manifest of at most 8 MiB.
 * @throws MirrorError MIRROR_CONFIG_NOT_FOUND, MIRROR_CONFIG_UNREADABLE, MIRROR_CONFIG_TOO_LARGE
 */
export async function loadManifest(file: string): Promise<ManifestFile> {
  const bytes = await read(file);
  if (bytes.length > largest) {
    throw new MirrorError('MIRROR_CONFIG_TOO_LARGE', `the manifest is larger than ${largest} bytes`, {
      place: { file },
      hint: 'Split it into several manifests.',
    });
  }
  return { file, ...decodeManifest(bytes, file) };
}

/**
 * The `mirror.config.yaml` of a directory or of the nearest one above it.
 * @throws MirrorError MIRROR_CONFIG_NOT_FOUND
 */
export async function findManifest(startDirectory: string): Promise<string> {
  let directory = resolve(startDirectory);
  for (;;) {
    const file = join(directory, manifestName);
    if (await exists(file)) return file;
    const parent = dirname(directory);
    if (parent === directory) break;
    directory = parent;
  }
  throw new MirrorError(
    'MIRROR_CONFIG_NOT_FOUND',
    `no ${manifestName} in ${resolve(startDirectory)} or above`,
    {
      hint: 'Write one with `mirror init`, or name yours with --config.',
    },
  );
}

/** One part more than allowed at most, so that no device or pipe can fill the memory. */
async function read(file: string): Promise<Uint8Array> {
  try {
    await using handle = await open(file);
    const parts: Uint8Array[] = [];
    for (let length = 0; length <= largest; ) {
      const { bytesRead, buffer } = await handle.read({ buffer: Buffer.allocUnsafe(partSize) });
      if (bytesRead === 0) break;
      length += bytesRead;
      parts.push(buffer.subarray(0, bytesRead));
    }
    return Buffer.concat(parts);
  } catch (thrown) {
    const missing = (thrown as NodeJS.ErrnoException).code === 'ENOENT';
    throw new MirrorError(
      missing ? 'MIRROR_CONFIG_NOT_FOUND' : 'MIRROR_CONFIG_UNREADABLE',
      missing ? 'there is no such file' : `the manifest cannot be read: ${(thrown as Error).message}`,
      {
        cause: thrown,
        place: { file },
        hint: missing
          ? 'Write one with `mirror init`, or name yours with --config.'
          : 'Check the path and its permissions.',
      },
    );
  }
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
