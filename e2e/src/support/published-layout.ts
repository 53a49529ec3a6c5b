import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Registry } from '@multiarch-mirror/testing';

interface Described {
  digest: string;
  mediaType: string;
  annotations?: Record<string, string>;
}

interface Document {
  config?: Described;
  layers?: Described[];
  manifests?: Described[];
}

const tagAnnotation = 'org.opencontainers.image.ref.name';

/**
 * Puts the tagged images of an OCI layout into a registry of this process, past HTTP: as upstream did long ago.
 * @param tagged which tags; default: all
 */
export async function publishLayout(
  registry: Registry,
  repository: string,
  directory: string,
  tagged: readonly string[] = [],
): Promise<void> {
  const blob = (digest: string): Promise<Buffer> => readFile(join(directory, 'blobs', ...digest.split(':')));
  const publish = async ({ digest, mediaType }: Described, tag?: string): Promise<void> => {
    const bytes = await blob(digest);
    const { config, layers = [], manifests = [] } = JSON.parse(bytes.toString()) as Document;
    for (const child of manifests) await publish(child);
    for (const content of config === undefined ? layers : [config, ...layers])
      await registry.putBlob(repository, await blob(content.digest));
    registry.putManifest(repository, bytes, { mediaType, ...(tag === undefined ? {} : { tag }) });
  };
  const index = JSON.parse(await readFile(join(directory, 'index.json'), 'utf8')) as Document;
  for (const entry of index.manifests ?? []) {
    const tag = entry.annotations?.[tagAnnotation];
    if (tag !== undefined && (tagged.length === 0 || tagged.includes(tag))) await publish(entry, tag);
  }
}
