import { MirrorError } from '@multiarch-mirror/errors';
import {
  type Descriptor,
  type ImageManifest,
  parseImageManifest,
  type RepositoryReader,
} from '@multiarch-mirror/oci';
import { bundleTypePrefix } from './bundle-manifest.ts';
import { readContent } from './content.ts';
import type { StoredImageSignature } from './image-signature.ts';
import { dsseEnvelopeType, legacyTag } from './legacy-set.ts';
import { simpleSigningType } from './simple-signing.ts';
import { type StoredStatement, storedBundle, storedLayer } from './stored-statement.ts';

/** Everything that is attached to a digest. Nothing of it is verified. */
export interface StoredAttestations {
  readonly subject: string;
  /** Sigstore bundles among the referrers, in the order of the listing. */
  readonly bundles: StoredStatement[];
  /** Layers of `.att`. */
  readonly legacyAttestations: StoredStatement[];
  /** Layers of `.sig`. */
  readonly legacySignatures: StoredImageSignature[];
  /** Referrers of other kinds. */
  readonly foreign: Descriptor[];
}

/** An attestation's size; gh and Kyverno read no larger ones either. */
const maxAttestationBytes = 16 * 1024 * 1024;
/** More than a reader would follow. */
const maxAttestations = 100;

/**
 * Reads both sets of a digest. The listing of referrers is an unauthenticated hint: each manifest is fetched, and its subject
 * compared.
 * @throws MirrorError MIRROR_ATTESTATION_TOO_LARGE, MIRROR_TOO_MANY_ATTESTATIONS, or what the repository throws.
 */
export async function readAttestations(
  repository: RepositoryReader,
  digest: string,
): Promise<StoredAttestations> {
  const [referrers, att, sig] = await Promise.all([
    readReferrers(repository, digest),
    readLegacy(repository, legacyTag(digest, 'att'), dsseEnvelopeType),
    readLegacy(repository, legacyTag(digest, 'sig'), simpleSigningType),
  ]);
  return {
    subject: digest,
    ...referrers,
    legacyAttestations: att.map(({ descriptor, bytes }) => storedLayer(descriptor, bytes)),
    legacySignatures: sig.map(({ descriptor, bytes }) => ({ descriptor, payload: bytes })),
  };
}

async function readReferrers(repository: RepositoryReader, digest: string) {
  const listed = bounded(await repository.referrers(digest), digest);
  const bundles: StoredStatement[] = [];
  const foreign: Descriptor[] = [];
  for (const descriptor of listed) {
    const bundle = await readBundle(repository, digest, descriptor);
    if (bundle === undefined) foreign.push(descriptor);
    else bundles.push(bundle);
  }
  return { bundles, foreign };
}

/** `undefined` for a referrer that is no bundle. Some writers leave the type out of the listing. */
async function readBundle(
  repository: RepositoryReader,
  digest: string,
  descriptor: Descriptor,
): Promise<StoredStatement | undefined> {
  const listedType = descriptor.artifactType;
  if (listedType !== undefined && !listedType.startsWith(bundleTypePrefix)) return undefined;
  let manifest: ImageManifest | undefined;
  try {
    manifest = (await readManifest(repository, descriptor.digest))?.manifest;
  } catch (error) {
    if (!(error instanceof MirrorError) || !malformed.has(error.code)) throw error;
    return listedType === undefined ? undefined : unreadable(descriptor, error.message);
  }
  // An entry whose manifest is gone misleads readers until it is taken out.
  if (manifest === undefined) return unreadable(descriptor, 'its manifest does not exist');
  const layer = manifest.layers[0];
  if (!layer?.mediaType.startsWith(bundleTypePrefix)) return undefined;
  if (manifest.subject?.digest !== digest) return unreadable(descriptor, 'its subject is another digest');
  const hinted = { ...descriptor, annotations: { ...manifest.annotations, ...descriptor.annotations } };
  const content = await readOrFault(repository, layer);
  return 'fault' in content ? unreadable(hinted, content.fault) : storedBundle(hinted, content.bytes);
}

async function readLegacy(repository: RepositoryReader, tag: string, mediaType: string) {
  const found = await readManifest(repository, tag);
  const layers = bounded(found?.manifest.layers ?? [], tag).filter((layer) => layer.mediaType === mediaType);
  const read = await Promise.all(
    layers.map(async (descriptor) => ({ descriptor, ...(await readOrFault(repository, descriptor)) })),
  );
  // A layer whose bytes are gone says nothing: what it held is missing.
  return read.flatMap((layer) => ('fault' in layer ? [] : [layer]));
}

/** Content, or why it cannot be read although the registry answers: somebody has deleted or changed it. */
async function readOrFault(
  repository: RepositoryReader,
  descriptor: Descriptor,
): Promise<{ bytes: Uint8Array } | { fault: string }> {
  try {
    return { bytes: await readContent(repository, descriptor, maxAttestationBytes) };
  } catch (error) {
    if (!(error instanceof MirrorError) || !lost.has(error.code)) throw error;
    return { fault: error.message };
  }
}

const lost = new Set(['MIRROR_BLOB_UNKNOWN', 'MIRROR_DIGEST_MISMATCH', 'MIRROR_SIZE_MISMATCH']);

const malformed = new Set([
  'MIRROR_MANIFEST_INVALID',
  'MIRROR_MANIFEST_UNSUPPORTED',
  'MIRROR_DIGEST_MISMATCH',
]);

const absentCodes = new Set(['MIRROR_MANIFEST_UNKNOWN', 'MIRROR_REPOSITORY_UNKNOWN']);

/** A manifest's digest and document, `undefined` where there is none. @throws MirrorError MIRROR_MANIFEST_INVALID */
export async function readManifest(
  repository: RepositoryReader,
  tagOrDigest: string,
): Promise<{ digest: string; manifest: ImageManifest } | undefined> {
  try {
    const raw = await repository.manifest(tagOrDigest);
    return { digest: raw.descriptor.digest, manifest: parseImageManifest(raw) };
  } catch (error) {
    // A repository that nothing was pushed to yet has no attestations either.
    if (error instanceof MirrorError && absentCodes.has(error.code)) return undefined;
    throw error;
  }
}

function unreadable(descriptor: Descriptor, fault: string): StoredStatement {
  const predicateType = descriptor.annotations?.['dev.sigstore.bundle.predicateType'];
  return { set: 'bundle', descriptor, predicateType, bundle: undefined, envelope: undefined, fault };
}

function bounded(descriptors: Descriptor[], where: string): Descriptor[] {
  if (descriptors.length <= maxAttestations) return descriptors;
  throw new MirrorError('MIRROR_TOO_MANY_ATTESTATIONS', `${where} has ${descriptors.length} attestations`, {
    hint: `Take attestations that nobody needs out of the registry: more than ${maxAttestations} are not read.`,
  });
}
