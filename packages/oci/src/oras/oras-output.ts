import { ociError } from '../codes.ts';
import type { Descriptor } from '../descriptor.ts';
import { isDigest } from '../digest.ts';

/** The descriptor that `--descriptor` prints. @throws MirrorError MIRROR_REGISTRY_ERROR */
export function descriptorIn(output: Buffer): Descriptor {
  return descriptorOf(parsed(output));
}

/** The tags of `repo tags --format json`; of none it prints `null`. @throws MirrorError MIRROR_REGISTRY_ERROR */
export function tagsIn(output: Buffer): string[] {
  const { tags } = parsed(output) as { tags?: unknown };
  return Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string') : [];
}

/** The referrers of `discover --format json`. @throws MirrorError MIRROR_REGISTRY_ERROR */
export function referrersIn(output: Buffer): Descriptor[] {
  const { referrers, manifests } = parsed(output) as { referrers?: unknown; manifests?: unknown };
  const list = Array.isArray(referrers) ? referrers : Array.isArray(manifests) ? manifests : [];
  return list.map(descriptorOf);
}

function descriptorOf(value: unknown): Descriptor {
  const { mediaType, digest, size, artifactType, annotations } = (value ?? {}) as Partial<Descriptor>;
  if (typeof mediaType !== 'string' || typeof digest !== 'string' || !isDigest(digest)) throw unreadable();
  if (typeof size !== 'number') throw unreadable();
  return {
    mediaType,
    digest,
    size,
    ...(typeof artifactType === 'string' && artifactType !== '' ? { artifactType } : {}),
    ...(typeof annotations === 'object' && annotations !== null ? { annotations } : {}),
  };
}

function parsed(output: Buffer): unknown {
  try {
    return JSON.parse(output.toString('utf8'));
  } catch {
    throw unreadable();
  }
}

function unreadable(): Error {
  return ociError('MIRROR_REGISTRY_ERROR', 'the output of oras is not what oras 1.3 prints');
}
