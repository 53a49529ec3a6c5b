import { type ImageContext, type ImagePlatform, Sbom } from '@multiarch-mirror/core/plugin';
import { MirrorError, toMirrorError } from '@multiarch-mirror/errors';
import type { Descriptor } from '@multiarch-mirror/oci';
import { fit } from './fit.ts';
import { imageName, platformIdentity } from './image-identity.ts';
import { merge } from './merge.ts';
import { normalise } from './normalise.ts';
import type { PlatformDocument } from './platform-part.ts';
import type { SpdxDocument } from './spdx-document.ts';
import { distinct, hasIndex, request, subjects } from './subjects.ts';
import { scan, type TrivyOptions } from './trivy.ts';

/** Attaches what SBOMs the image lacks. @throws MirrorError that names the platform */
export async function attest(image: ImageContext, options: TrivyOptions): Promise<void> {
  const missing: Descriptor[] = [];
  for (const subject of subjects(image)) {
    const found = image.statement(request(subject));
    if (found === undefined) missing.push(subject);
    // What stands is completed, not made again: one of its two formats may be missing.
    else await attach(image, subject, found.predicate);
  }
  if (missing.length === 0) return;
  const isMissing = (digest: string) => missing.some((subject) => subject.digest === digest);
  // The merged document is made from what Trivy says today, also where a platform has its SBOM already.
  const mergedIsMissing = hasIndex(image) && isMissing(image.root.digest);
  const needed = distinct(image.platforms).filter(
    ({ descriptor }) => mergedIsMissing || isMissing(descriptor.digest),
  );
  const documents: PlatformDocument[] = [];
  // One after the other: other images scan at the same time.
  for (const platform of needed) {
    const document = await platformDocument(image, platform, options);
    documents.push({ platform: platform.platform, document });
    if (isMissing(platform.descriptor.digest))
      await attach(image, platform.descriptor, fitted(image, document));
  }
  if (!mergedIsMissing) return;
  await attach(image, image.root, fitted(image, merge(imageName(image, image.root.digest), documents)));
}

/** @throws MirrorError that names the platform */
async function platformDocument(
  image: ImageContext,
  platform: ImagePlatform,
  options: TrivyOptions,
): Promise<SpdxDocument> {
  try {
    const identity = await platformIdentity(image, platform);
    return normalise(await scan(image, platform, options), identity);
  } catch (thrown) {
    image.signal.throwIfAborted();
    const error = toMirrorError(thrown);
    throw new MirrorError(error.code, `no SBOM of ${platform.platform}: ${error.message}`, {
      place: {
        image: image.name,
        reference: `${image.reference}@${platform.descriptor.digest}`,
        ...error.place,
      },
      cause: error,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
    });
  }
}

function fitted(image: ImageContext, document: SpdxDocument): SpdxDocument {
  const result = fit(document);
  if (result.trimmed) {
    image.log.warn(
      `the SBOM of ${document.name} is too large for the transparency log: files and annotations left out`,
    );
  }
  return result.document;
}

async function attach(image: ImageContext, subject: Descriptor, document: unknown): Promise<void> {
  await image.attach({ ...request(subject), predicate: document });
  image.emit(Sbom, { ...request(subject), document });
}
