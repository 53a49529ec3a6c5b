import { predicateTypes } from '@multiarch-mirror/attest/statements';
import {
  definePlugin,
  type ImageContext,
  type ImagePlatform,
  type Plugin,
  Sbom,
  type StatementRequest,
} from '@multiarch-mirror/core';
import { MirrorError, toMirrorError } from '@multiarch-mirror/errors';
import type { Descriptor } from '@multiarch-mirror/oci';
import { fit } from './fit.ts';
import { imageName, platformIdentity } from './image-identity.ts';
import { merge } from './merge.ts';
import { normalise } from './normalise.ts';
import { milliseconds, schema, type TrivySbomOptions } from './options.ts';
import type { PlatformDocument } from './platform-part.ts';
import type { SpdxDocument } from './spdx-document.ts';
import { scan, type TrivyOptions, trivyVersion } from './trivy.ts';

/** An SPDX SBOM on each platform's manifest, and one merged SBOM on the index. */
const plugin: Plugin<TrivySbomOptions> = definePlugin<TrivySbomOptions>({
  name: 'trivy-sbom',
  schema,
  produces: [Sbom],
  layers: true,
  create({ timeout = '10m', ...rest }, run) {
    const options: TrivyOptions = { ...rest, timeout: milliseconds(timeout) };
    return {
      // The options say how Trivy runs, not what is in the document.
      fingerprint: () => 'spdx-2.3',
      check: async () => run.recordTool('trivy', await trivyVersion(run)),
      inspect: async (image) => {
        const requests = subjects(image).map(request);
        const inspection = await image.inspect(requests);
        if (inspection !== 'complete') return inspection;
        for (const one of requests) image.emit(Sbom, { ...one, document: image.statement(one)?.predicate });
        return inspection;
      },
      attest: (image) => attest(image, options),
    };
  },
});

export default plugin;

async function attest(image: ImageContext, options: TrivyOptions): Promise<void> {
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

function request(subject: Descriptor): StatementRequest {
  return { subject, predicateType: predicateTypes.spdx };
}

/** The index first, then each platform's manifest once. */
function subjects(image: ImageContext): Descriptor[] {
  const platforms = distinct(image.platforms).map(({ descriptor }) => descriptor);
  return hasIndex(image) ? [image.root, ...platforms] : platforms;
}

/** Without an index the root is the only platform's manifest. */
function hasIndex({ root, platforms }: ImageContext): boolean {
  return platforms.every(({ descriptor }) => descriptor.digest !== root.digest);
}

/** An index may list one manifest under several platforms. */
function distinct(platforms: readonly ImagePlatform[]): ImagePlatform[] {
  return [...new Map(platforms.map((platform) => [platform.descriptor.digest, platform] as const)).values()];
}
