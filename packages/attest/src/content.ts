import { MirrorError } from '@multiarch-mirror/errors';
import { type Descriptor, type RepositoryReader, sha256Digest } from '@multiarch-mirror/oci';

/** Small content with its descriptor. */
export interface Content {
  descriptor: Descriptor;
  bytes: Uint8Array;
}

export function content(mediaType: string, bytes: Uint8Array, annotations?: Record<string, string>): Content {
  const descriptor: Descriptor = { mediaType, digest: sha256Digest(bytes), size: bytes.length };
  return { descriptor: annotations === undefined ? descriptor : { ...descriptor, annotations }, bytes };
}

export function jsonContent(mediaType: string, value: unknown): Content {
  return content(mediaType, Buffer.from(JSON.stringify(value)));
}

/**
 * A blob in memory. The repository verifies the bytes.
 * @throws MirrorError MIRROR_ATTESTATION_TOO_LARGE before anything is read, or what the repository throws.
 */
export async function readContent(
  repository: RepositoryReader,
  descriptor: Descriptor,
  limit: number,
): Promise<Uint8Array> {
  if (descriptor.size > limit) {
    throw new MirrorError(
      'MIRROR_ATTESTATION_TOO_LARGE',
      `${descriptor.digest} has ${descriptor.size} bytes`,
      {
        hint: `Take it out of the registry: attestations of more than ${limit} bytes are not read.`,
      },
    );
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of await repository.blob(descriptor)) chunks.push(chunk);
  return Buffer.concat(chunks);
}
