import { predicateTypes } from '@multiarch-mirror/attest';
import { type Descriptor, parseImageManifest, type Repository, readBlob } from '@multiarch-mirror/oci';
import { buildArtifact, pushBlobs } from '@multiarch-mirror/testing';

/** What a bundle of a DSSE envelope holds, as far as it is changed here. */
export interface BundleDocument {
  dsseEnvelope: { payload: string; payloadType: string; signatures: unknown[] };
}

const predicateTypeAnnotation = 'dev.sigstore.bundle.predicateType';

/** What forgeries are made of. */
export interface Genuine {
  index: Descriptor;
  /** The index's bundle of a predicate type. */
  genuine: BundleDocument;
  /** The signature of one of its platforms, made by the same. */
  donor: BundleDocument;
}

/** Reads what a run has attached to an index and a platform of it. */
export async function readGenuine(
  repository: Repository,
  [root, platform = '']: readonly [index: string, ...platforms: string[]],
  predicateType: string,
): Promise<Genuine> {
  const attached = async (digest: string, type: string) => {
    const subject = (await repository.manifest(digest)).descriptor;
    return { subject, bundle: await readBundle(repository, await bundleOf(repository, subject, type)) };
  };
  const { subject: index, bundle: genuine } = await attached(root, predicateType);
  const { bundle: donor } = await attached(platform, predicateTypes.sign);
  return { index, genuine, donor };
}

/** The entry of a subject's referrers that claims this predicate type. @throws Error where there is not exactly one */
export async function bundleOf(
  repository: Repository,
  subject: Descriptor,
  predicateType: string,
): Promise<Descriptor> {
  const found = (await repository.referrers(subject.digest)).filter(
    ({ annotations }) => annotations?.[predicateTypeAnnotation] === predicateType,
  );
  const [only] = found;
  if (only === undefined || found.length !== 1)
    throw new Error(`${found.length} bundles of ${predicateType}`);
  return only;
}

/** The bundle that a referrer holds. */
export async function readBundle(repository: Repository, { digest }: Descriptor): Promise<BundleDocument> {
  const [layer] = parseImageManifest(await repository.manifest(digest)).layers;
  if (layer === undefined) throw new Error('a bundle has one layer');
  const bytes = await readBlob(repository, layer);
  return JSON.parse(Buffer.from(bytes).toString('utf8')) as BundleDocument;
}

/** Puts a bundle in the place of another one, with the same annotations. Without a bundle the other one only goes. */
export async function replaceBundle(
  repository: Repository,
  subject: Descriptor,
  old: Descriptor,
  bundle?: BundleDocument,
): Promise<void> {
  if (bundle === undefined) {
    await repository.pushReferrers(subject, [], [old.digest]);
    return;
  }
  const artifact = buildArtifact({
    artifactType: old.artifactType ?? '',
    subject,
    ...(old.annotations === undefined ? {} : { annotations: old.annotations }),
    contents: [{ mediaType: old.artifactType ?? '', content: JSON.stringify(bundle) }],
  });
  await pushBlobs(repository, artifact);
  await repository.pushReferrers(subject, [artifact.manifest], [old.digest]);
}

/** The same bundle with another statement inside, its signature untouched. */
export function withPayload(
  bundle: BundleDocument,
  change: (statement: Record<string, unknown>) => Record<string, unknown>,
): BundleDocument {
  const text = Buffer.from(bundle.dsseEnvelope.payload, 'base64').toString('utf8');
  const changed = JSON.stringify(change(JSON.parse(text) as Record<string, unknown>));
  const payload = Buffer.from(changed).toString('base64');
  return { ...bundle, dsseEnvelope: { ...bundle.dsseEnvelope, payload } };
}
