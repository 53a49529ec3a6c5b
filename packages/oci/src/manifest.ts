import { ociError } from './codes.ts';
import type { Descriptor } from './descriptor.ts';
import { digestOf, isDigest, sha256Digest } from './digest.ts';
import { isArtifactManifest, isImageManifest, isIndex, mediaTypes } from './media-types.ts';

/** OCI image-spec, manifest.md; Docker's schema 2 manifest has the same shape. */
export interface ImageManifest {
  schemaVersion: 2;
  mediaType?: string;
  artifactType?: string;
  config: Descriptor;
  layers: Descriptor[];
  subject?: Descriptor;
  annotations?: Record<string, string>;
}

/** OCI image-spec, image-index.md; Docker's manifest list has the same shape. */
export interface ImageIndex {
  schemaVersion: 2;
  mediaType?: string;
  artifactType?: string;
  manifests: Descriptor[];
  subject?: Descriptor;
  annotations?: Record<string, string>;
}

/** OCI's artifact manifest, of image-spec 1.1.0-rc2. */
export interface ArtifactManifest {
  mediaType: string;
  artifactType?: string;
  blobs: Descriptor[];
  subject?: Descriptor;
  annotations?: Record<string, string>;
}

/** A manifest's bytes, hashed against its descriptor; the bytes are never serialised again. */
export interface RawManifest {
  /** mediaType, digest and size of `bytes`, nothing else. */
  descriptor: Descriptor;
  bytes: Uint8Array;
}

/** The largest manifest that is read or written: what every registry must take (distribution-spec, "Pushing Manifests"). */
export const manifestLimit: number = 4 * 1024 * 1024;

/** MIRROR_MANIFEST_UNSUPPORTED, for Docker's schema 1: its digest is not that of its bytes. */
export function ofSchema1(): Error {
  return ociError(
    'MIRROR_MANIFEST_UNSUPPORTED',
    "it is of Docker's schema 1, which has no verifiable digest",
    { hint: 'Push the image again with a current tool, or mirror a newer tag.' },
  );
}

/** MIRROR_MANIFEST_TOO_LARGE, for more than `manifestLimit`. */
export function manifestTooLarge(): Error {
  return ociError('MIRROR_MANIFEST_TOO_LARGE', `the manifest is larger than ${manifestLimit} bytes`, {
    hint: 'No registry has to take manifests above 4 MiB; make it smaller.',
  });
}

/** A manifest from its bytes, or from an object that is serialised once, compactly, in its own key order. */
export function rawManifest(mediaType: string, content: object | Uint8Array): RawManifest {
  const bytes = content instanceof Uint8Array ? content : Buffer.from(JSON.stringify(content));
  return { descriptor: { mediaType, digest: sha256Digest(bytes), size: bytes.length }, bytes };
}

/**
 * A manifest as a registry sent it: hashed by the algorithm of `digest` (default sha256), its media type taken from the
 * content itself, and from `contentType` only where the content has none.
 * @throws MirrorError MIRROR_MANIFEST_INVALID, MIRROR_MANIFEST_UNSUPPORTED
 */
export function receivedManifest(
  bytes: Uint8Array,
  contentType: string | undefined,
  digest?: string,
): RawManifest {
  const mediaType = manifestMediaType(parseObject(bytes), contentType);
  return {
    descriptor: { mediaType, digest: digestOf(digest ?? 'sha256', bytes), size: bytes.length },
    bytes,
  };
}

/** @throws MirrorError MIRROR_MANIFEST_INVALID, MIRROR_MANIFEST_UNSUPPORTED */
export function parseImageManifest(raw: RawManifest): ImageManifest {
  const value = parseObject(raw.bytes);
  const mediaType = manifestMediaType(value, raw.descriptor.mediaType);
  if (!isImageManifest(mediaType)) throw invalid(`it is a ${mediaType}, not an image manifest`);
  const layers = list(value.layers, 'layers');
  return { ...common(value), config: descriptorOf(value.config, 'config'), layers };
}

/** @throws MirrorError MIRROR_MANIFEST_INVALID, MIRROR_MANIFEST_UNSUPPORTED */
export function parseImageIndex(raw: RawManifest): ImageIndex {
  const value = parseObject(raw.bytes);
  const mediaType = manifestMediaType(value, raw.descriptor.mediaType);
  if (!isIndex(mediaType)) throw invalid(`it is a ${mediaType}, not an image index`);
  return { ...common(value), manifests: list(value.manifests, 'manifests') };
}

/** @throws MirrorError MIRROR_MANIFEST_INVALID, MIRROR_MANIFEST_UNSUPPORTED */
export function parseArtifactManifest(raw: RawManifest): ArtifactManifest {
  const value = parseObject(raw.bytes);
  const mediaType = manifestMediaType(value, raw.descriptor.mediaType);
  if (!isArtifactManifest(mediaType)) throw invalid(`it is a ${mediaType}, not an artifact manifest`);
  return { ...common(value), mediaType, blobs: list(value.blobs, 'blobs') };
}

/** The blobs below a manifest that is no index: config and layers, or an artifact's. @throws MirrorError MIRROR_MANIFEST_INVALID */
export function blobsOf(raw: RawManifest): Descriptor[] {
  if (isArtifactManifest(raw.descriptor.mediaType)) return parseArtifactManifest(raw).blobs;
  const { config, layers } = parseImageManifest(raw);
  return [config, ...layers];
}

/** The entry of a manifest in a list of referrers (distribution-spec, "Listing Referrers"): with artifactType and annotations. */
export function referrerDescriptor(raw: RawManifest): Descriptor {
  const manifest = parseAny(raw);
  const artifactType =
    manifest.artifactType ?? ('config' in manifest ? manifest.config.mediaType : undefined);
  return {
    ...raw.descriptor,
    ...(artifactType === undefined ? {} : { artifactType }),
    ...(manifest.annotations === undefined ? {} : { annotations: manifest.annotations }),
  };
}

/** The subject of a manifest or index, if it has one. @throws MirrorError MIRROR_MANIFEST_INVALID */
export function subjectOf(raw: RawManifest): Descriptor | undefined {
  return parseAny(raw).subject;
}

function parseAny(raw: RawManifest): ImageManifest | ImageIndex | ArtifactManifest {
  const { mediaType } = raw.descriptor;
  if (isIndex(mediaType)) return parseImageIndex(raw);
  return isArtifactManifest(mediaType) ? parseArtifactManifest(raw) : parseImageManifest(raw);
}

/** `referrerDescriptor` of a manifest that has to be about `subject`. @throws MirrorError MIRROR_MANIFEST_INVALID */
export function referrerOf(subject: Descriptor, raw: RawManifest): Descriptor {
  const actual = subjectOf(raw)?.digest ?? 'none';
  if (actual === subject.digest) return referrerDescriptor(raw);
  throw invalid(`the subject of ${raw.descriptor.digest} is ${actual}, not ${subject.digest}`);
}

type JsonObject = Record<string, unknown>;

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseObject(bytes: Uint8Array): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw invalid('it is not JSON');
  }
  if (!isObject(value)) throw invalid('it is not a JSON object');
  return value;
}

function manifestMediaType(value: JsonObject, contentType: string | undefined): string {
  if (value.schemaVersion === 1) throw ofSchema1();
  if (value.mediaType === mediaTypes.ociArtifact && value.schemaVersion === undefined) {
    if (value.manifests === undefined && value.layers === undefined) return mediaTypes.ociArtifact;
    throw invalid('it has both blobs and what others have');
  }
  if (value.schemaVersion !== 2) throw invalid('schemaVersion is not 2');
  const hasChildren = value.manifests !== undefined;
  // A document that is both could be read as either (CVE-2021-41190).
  if (hasChildren && (value.layers !== undefined || value.config !== undefined)) {
    throw invalid('it has both manifests and layers');
  }
  const named = typeof value.mediaType === 'string' ? value.mediaType : contentType?.split(';')[0]?.trim();
  const guessed = hasChildren ? mediaTypes.ociIndex : mediaTypes.ociManifest;
  const known = named !== undefined && (isIndex(named) || isImageManifest(named));
  if (!known && typeof value.mediaType === 'string') {
    throw ociError('MIRROR_MANIFEST_UNSUPPORTED', `its media type ${value.mediaType} is not supported`);
  }
  const mediaType = known ? named : guessed;
  if (isIndex(mediaType) !== hasChildren) throw invalid(`its content is not that of a ${mediaType}`);
  return mediaType;
}

function common(value: JsonObject): Omit<ImageIndex, 'manifests'> {
  const { mediaType, artifactType, subject, annotations, ...rest } = withoutNulls(value);
  return {
    ...rest,
    schemaVersion: 2,
    ...(mediaType === undefined ? {} : { mediaType: text(mediaType, 'mediaType') }),
    ...(artifactType === undefined ? {} : { artifactType: text(artifactType, 'artifactType') }),
    ...(subject === undefined ? {} : { subject: descriptorOf(subject, 'subject') }),
    ...(annotations === undefined ? {} : { annotations: stringMap(annotations, 'annotations') }),
  };
}

function list(value: unknown, name: string): Descriptor[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw invalid(`${name} is not a list`);
  return value.map((item, position) => descriptorOf(item, `${name}[${position}]`));
}

/** The descriptor as it stands (unknown members stay), once what is used of it has been checked. */
function descriptorOf(value: unknown, name: string): Descriptor {
  if (!isObject(value)) throw invalid(`${name} is not a descriptor`);
  const copy = withoutNulls(value);
  text(copy.mediaType, `${name}.mediaType`);
  if (!isDigest(text(copy.digest, `${name}.digest`))) throw invalid(`${name}.digest is not a digest`);
  if (!Number.isSafeInteger(copy.size) || Number(copy.size) < 0) throw invalid(`${name}.size is not a size`);
  if (copy.artifactType !== undefined) text(copy.artifactType, `${name}.artifactType`);
  if (copy.annotations !== undefined) stringMap(copy.annotations, `${name}.annotations`);
  if (copy.data !== undefined) text(copy.data, `${name}.data`);
  if (copy.platform !== undefined) {
    if (!isObject(copy.platform)) throw invalid(`${name}.platform is not an object`);
    text(copy.platform.os, `${name}.platform.os`);
    text(copy.platform.architecture, `${name}.platform.architecture`);
    if (copy.platform.variant !== undefined) text(copy.platform.variant, `${name}.platform.variant`);
  }
  return copy as unknown as Descriptor;
}

/** Some writers put `null` for what they do not have. */
function withoutNulls(value: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== null));
}

function text(value: unknown, name: string): string {
  if (typeof value !== 'string') throw invalid(`${name} is not a string`);
  return value;
}

function stringMap(value: unknown, name: string): Record<string, string> {
  if (!isObject(value) || !Object.values(value).every((member) => typeof member === 'string')) {
    throw invalid(`${name} is not a map of strings`);
  }
  return value as Record<string, string>;
}

function invalid(why: string): Error {
  return ociError('MIRROR_MANIFEST_INVALID', `the manifest is not valid: ${why}`, {
    hint: 'Look at it with a tool such as "crane manifest"; whoever published it has to push it again.',
  });
}
