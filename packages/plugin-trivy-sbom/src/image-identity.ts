import type { ImageContext, ImagePlatform } from '@multiarch-mirror/core/plugin';
import { type Descriptor, type ImageManifest, isForeignLayer } from '@multiarch-mirror/oci';
import { PackageURL } from 'packageurl-js';

/** What a document says about the image that it describes. */
export interface ImageIdentity {
  /** `REPOSITORY@sha256:…`. */
  name: string;
  purl: string;
  /** As SPDX wants it: `2024-05-06T07:08:09Z`. */
  created: string;
  /** The digest of its config; an index has none. */
  imageId?: string;
  /** Layers that live elsewhere, of which nothing can be in the document. */
  foreignLayers?: number;
}

/** For an image whose config names no time, or none that SPDX can say. */
const unknownTime = '1970-01-01T00:00:00Z';
const maxConfigBytes = 8 * 1024 * 1024;

/** The identity of one platform's image, from its config. */
export async function platformIdentity(
  image: ImageContext,
  { descriptor }: ImagePlatform,
): Promise<ImageIdentity> {
  const { bytes } = await image.content.manifest(descriptor.digest);
  const manifest = JSON.parse(Buffer.from(bytes).toString('utf8')) as ImageManifest;
  const config = await readConfig(image, manifest.config);
  return {
    ...imageName(image, descriptor.digest, config.architecture),
    created: spdxTime(config.created),
    imageId: manifest.config.digest,
    foreignLayers: manifest.layers.filter(isForeignLayer).length,
  };
}

/**
 * Name and purl as `trivy image --image-src remote REPOSITORY@DIGEST` writes them. For Trivy, Docker Hub is index.docker.io; a layout on
 * disk has no URL.
 */
export function imageName(
  { repository, reference }: Pick<ImageContext, 'repository' | 'reference'>,
  digest: string,
  architecture?: string,
): Pick<ImageIdentity, 'name' | 'purl'> {
  const path = repository.transport === 'registry' ? repository.path : repository.directory;
  const qualifiers: Record<string, string> = {};
  if (architecture !== undefined) qualifiers.arch = architecture;
  if (repository.transport === 'registry') {
    const host = repository.registry === 'docker.io' ? 'index.docker.io' : repository.registry;
    qualifiers.repository_url = `${host}/${path}`;
  }
  const name = path.replace(/\/+$/, '').split('/').at(-1)?.toLowerCase() ?? path;
  const purl = new PackageURL('oci', undefined, name, digest, qualifiers, undefined).toString();
  // The colon of a port needs no escape (purl-spec, "Character encoding"); Trivy writes none.
  return { name: `${reference}@${digest}`, purl: purl.replaceAll('%3A', ':') };
}

interface ConfigFields {
  architecture?: string;
  created?: string;
}

async function readConfig(image: ImageContext, descriptor: Descriptor): Promise<ConfigFields> {
  if (descriptor.size > maxConfigBytes) return {};
  const chunks: Uint8Array[] = [];
  for await (const chunk of await image.content.blob(descriptor)) chunks.push(chunk);
  try {
    const config = JSON.parse(Buffer.concat(chunks).toString('utf8')) as ConfigFields | null;
    return config ?? {};
  } catch {
    // Not every platform of an index has a config that is an image's.
    return {};
  }
}

/** SPDX knows whole seconds of UTC (spdx-spec v2.3, clause 6.9). */
export function spdxTime(created: unknown): string {
  const time = typeof created === 'string' ? new Date(created) : new Date(Number.NaN);
  if (Number.isNaN(time.getTime())) return unknownTime;
  const text = `${time.toISOString().slice(0, -5)}Z`;
  return /^\d{4}-/.test(text) ? text : unknownTime;
}
