import { type ImageContext, type ImagePlatform, Sbom, subjects } from '@multiarch-mirror/core/plugin';
import { MirrorError, toMirrorError } from '@multiarch-mirror/errors';
import type { Descriptor } from '@multiarch-mirror/oci';
import { fit } from './fit.ts';
import { type FormatName, formatTraits } from './format-name.ts';
import { type ImageIdentity, imageName, platformIdentity } from './image-identity.ts';
import { distinct, hasIndex } from './image-platforms.ts';
import { invalidSbom } from './invalid-sbom.ts';
import { loadFormat } from './load-format.ts';
import type { PlatformDocument, SbomFormat } from './sbom-format.ts';
import { type ScanOptions, scan } from './trivy.ts';

/** What does not come from the format. */
type HowToScan = Omit<ScanOptions, 'format'>;

/** What an image lacks of SBOMs in one format. */
export class Attestation {
  readonly #image: ImageContext;
  readonly #format: FormatName;
  readonly #options: HowToScan;

  constructor(image: ImageContext, format: FormatName, options: HowToScan) {
    this.#image = image;
    this.#format = format;
    this.#options = options;
  }

  /** Attaches it. @throws MirrorError that names the platform */
  async attach(): Promise<void> {
    const image = this.#image;
    const missing: Descriptor[] = [];
    for (const subject of subjects(image)) {
      const found = image.statement(this.#request(subject));
      if (found === undefined) missing.push(subject);
      // What stands is completed, not made again: one of its two formats may be missing.
      else await this.#put(subject, found.predicate);
    }
    if (missing.length > 0) await this.#make(new Set(missing.map(({ digest }) => digest)));
  }

  async #make(missing: ReadonlySet<string>): Promise<void> {
    const image = this.#image;
    const format = await loadFormat(this.#format);
    // The merged document is made from what Trivy says today, also where a platform has its SBOM already.
    const merged = hasIndex(image) && missing.has(image.root.digest);
    const documents: PlatformDocument<unknown>[] = [];
    // One after the other: other images scan at the same time.
    for (const platform of distinct(image.platforms)) {
      const { digest } = platform.descriptor;
      if (!merged && !missing.has(digest)) continue;
      const document = await this.#scan(platform, format);
      documents.push({ platform: platform.platform, document });
      if (missing.has(digest)) await this.#put(platform.descriptor, this.#fitted(document, digest, format));
    }
    if (!merged) return;
    const document = format.merge(imageName(image, image.root.digest), documents);
    const systems = format.systems(document);
    if (systems.length > 1) {
      image.log.warn(
        `the platforms of ${image.reference}@${image.root.digest} have several operating systems (${systems.join(', ')}), of which scanners may read one from the merged SBOM: scan the SBOM of each platform`,
      );
    }
    await this.#put(image.root, this.#fitted(document, image.root.digest, format));
  }

  async #scan(platform: ImagePlatform, format: SbomFormat): Promise<unknown> {
    const image = this.#image;
    try {
      const identity = await platformIdentity(image, platform);
      if (identity.foreignLayers) {
        image.log.warn(
          `the SBOM of ${identity.name} says nothing of ${identity.foreignLayers} layers that live elsewhere (\`urls\` in its manifest)`,
        );
      }
      const text = await scan(image, platform, { ...this.#options, format: format.trivyName });
      return read(text, format, identity);
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

  #fitted(document: unknown, digest: string, format: SbomFormat): unknown {
    const name = `${this.#image.reference}@${digest}`;
    const { document: fitted, left } = fit(document, format, name);
    if (left.length > 0) {
      this.#image.log.warn(
        `the SBOM of ${name} is too large for the transparency log: ${left.join(' and ')} left out`,
      );
    }
    return fitted;
  }

  async #put(subject: Descriptor, document: unknown): Promise<void> {
    const request = this.#request(subject);
    await this.#image.attach({ ...request, predicate: document });
    this.#image.emit(Sbom, { ...request, document });
  }

  #request(subject: Descriptor) {
    return { subject, predicateType: formatTraits[this.#format].predicateType };
  }
}

/** Whatever is odd in a document that Trivy wrote is no bug of ours. @throws MirrorError MIRROR_SBOM_INVALID */
function read(text: string, format: SbomFormat, identity: ImageIdentity): unknown {
  try {
    return format.normalise(format.parse(text), identity);
  } catch (thrown) {
    if (thrown instanceof MirrorError) throw thrown;
    throw invalidSbom('it is not made as Trivy makes it', thrown);
  }
}
