import { RegistryError } from './registry-error.ts';
import type { StoredManifest } from './stored-repository.ts';

const defaultType = 'application/vnd.oci.image.manifest.v1+json';
/** The image-spec (layer.md) and Docker let these layers live elsewhere. */
const foreignLayer = /nondistributable|foreign/;

/** What a registry has to understand of a manifest. */
export interface ParsedManifest extends Omit<StoredManifest, 'digest' | 'bytes'> {
  /** Digests of the blobs that must be there: config and layers. */
  blobs: string[];
  /** Digests of an index's children. */
  children: string[];
  /** Their media types. */
  childTypes: string[];
}

/**
 * Reads a manifest or index.
 * @param contentType of the request; it must be the manifest's own `mediaType` where it has one.
 * @throws RegistryError MANIFEST_INVALID
 */
export function parseManifest(bytes: Uint8Array, contentType: string | undefined): ParsedManifest {
  const document = parseObject(bytes);
  const named = textOf(document.mediaType);
  const mediaType = contentType ?? named ?? defaultType;
  if (named !== undefined && named !== mediaType) {
    throw new RegistryError(400, 'MANIFEST_INVALID', `mediaType ${named} was sent as ${mediaType}`);
  }
  const config = descriptorsIn([document.config]);
  const layers = descriptorsIn(document.layers).filter(({ mediaType: type }) => !foreignLayer.test(type));
  const subject = descriptorsIn([document.subject])[0]?.digest;
  const artifactType = textOf(document.artifactType) ?? config[0]?.mediaType;
  const annotations = annotationsIn(document.annotations);
  const children = descriptorsIn(document.manifests);
  return {
    mediaType,
    blobs: [...config, ...layers].map(({ digest }) => digest),
    children: children.map(({ digest }) => digest),
    childTypes: children.map(({ mediaType: type }) => type),
    ...(subject === undefined ? {} : { subject }),
    ...(artifactType === undefined ? {} : { artifactType }),
    ...(annotations === undefined ? {} : { annotations }),
  };
}

function parseObject(bytes: Uint8Array): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new RegistryError(400, 'MANIFEST_INVALID', 'the manifest is no JSON');
  }
  if (!isObject(value)) throw new RegistryError(400, 'MANIFEST_INVALID', 'the manifest is no JSON object');
  if (value.schemaVersion !== 2) throw new RegistryError(400, 'MANIFEST_INVALID', 'schemaVersion must be 2');
  return value;
}

function descriptorsIn(list: unknown): { mediaType: string; digest: string }[] {
  if (!Array.isArray(list)) return [];
  return list.filter(isObject).flatMap((entry) => {
    const digest = textOf(entry.digest);
    return digest === undefined ? [] : [{ digest, mediaType: textOf(entry.mediaType) ?? '' }];
  });
}

function annotationsIn(value: unknown): Record<string, string> | undefined {
  if (!isObject(value)) return undefined;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, text]) => (typeof text === 'string' ? [[key, text]] : [])),
  );
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
