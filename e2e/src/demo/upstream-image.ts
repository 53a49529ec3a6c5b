import { MirrorError } from '@multiarch-mirror/errors';
import {
  defaultTag,
  formatPlatform,
  formatRepository,
  isIndex,
  isUnknownPlatform,
  OciClient,
  parseImageIndex,
  parseReference,
  parseRepository,
} from '@multiarch-mirror/oci';
import { type EmbeddedRegistry, machineImage, pushImage } from '@multiarch-mirror/testing';
import { StepFailure } from './step-failure.ts';

/** What is there to be mirrored. */
export interface Upstream {
  /** `host[:port]/path` */
  repository: string;
  tags: UpstreamTag[];
}

interface UpstreamTag {
  tag: string;
  digest: string;
  platforms: string[];
}

const platforms = ['amd64', 'arm64'].map((architecture) => ({ os: 'linux', architecture }));

/** Each version has some packages more than the one before. */
const versions: Record<string, number> = { '1.4.0': 8, '1.4.1': 9, '2.0.0': 12, '2.1.0-rc.1': 14 };

/** Publishes versions of an image that is made from package data of this machine, as some project would. */
export async function publishVersions(registry: EmbeddedRegistry): Promise<Upstream> {
  const repository = `${registry.host}/acme/app`;
  const client = new OciClient();
  try {
    const tags: UpstreamTag[] = [];
    for (const [tag, limit] of Object.entries(versions)) {
      const image = await machineImage({ platforms, limit });
      await pushImage(client.repository(parseRepository(repository)), image, tag);
      const { digest } = image.manifest.descriptor;
      tags.push({ tag, digest, platforms: platforms.map(formatPlatform) });
    }
    return { repository, tags };
  } finally {
    await client.close();
  }
}

/** Looks an image up that a real registry has. @throws StepFailure that says what is in the way */
export async function findImage(text: string, signal: AbortSignal): Promise<Upstream> {
  const client = new OciClient({ signal });
  try {
    const { repository: name, tag = defaultTag, digest } = parseReference(text);
    if (digest !== undefined) throw new StepFailure(`${text}: give a tag, not a digest.`);
    if (name.transport !== 'registry') throw new StepFailure(`${text}: give an image of a registry.`);
    const repository = client.repository(name);
    const manifest = await repository.manifest(tag);
    const found = isIndex(manifest.descriptor.mediaType)
      ? parseImageIndex(manifest).manifests.flatMap(({ platform }) =>
          platform === undefined || isUnknownPlatform(platform) ? [] : [formatPlatform(platform)],
        )
      : [];
    return {
      repository: formatRepository(name),
      tags: [{ tag, digest: manifest.descriptor.digest, platforms: found }],
    };
  } catch (error) {
    if (!(error instanceof MirrorError)) throw error;
    const hint = error.hint === undefined ? '' : `\n  ${error.hint}`;
    throw new StepFailure(`${text}: ${error.message} [${error.code}]${hint}`, { cause: error });
  } finally {
    await client.close();
  }
}
