import { createHash } from 'node:crypto';
import type { ImageContent, ImagePlatform } from '@multiarch-mirror/core';
import type { Descriptor, RawManifest } from '@multiarch-mirror/oci';

const manifestType = 'application/vnd.oci.image.manifest.v1+json';
const indexType = 'application/vnd.oci.image.index.v1+json';

/** The content of an image in memory: real descriptors over small documents, without layers. */
export class FakeContent implements ImageContent {
  private readonly bytes = new Map<string, RawManifest>();
  /** What `layout` answers with. */
  readonly layoutDirectory: string;

  constructor(layoutDirectory = '/nowhere') {
    this.layoutDirectory = layoutDirectory;
  }

  /** Adds a platform's config and manifest; `config` is merged over what every config has. */
  addPlatform(platform: string, config: Record<string, unknown> = {}): ImagePlatform {
    const [os, architecture] = platform.split('/');
    const document = { architecture, os, created: '2024-05-06T07:08:09.123Z', config: {}, ...config };
    const blob = this.put('application/vnd.oci.image.config.v1+json', document);
    const manifest = { schemaVersion: 2, mediaType: manifestType, config: blob, layers: [] };
    return { platform, descriptor: this.put(manifestType, manifest) };
  }

  /** Adds the index of these platforms. */
  addIndex(platforms: readonly ImagePlatform[]): Descriptor {
    const manifests = platforms.map(({ descriptor }) => descriptor);
    return this.put(indexType, { schemaVersion: 2, mediaType: indexType, manifests });
  }

  async manifest(digest: string): Promise<RawManifest> {
    const found = this.bytes.get(digest);
    if (found === undefined) throw new Error(`the fake content has no ${digest}`);
    return found;
  }

  async blob(descriptor: Descriptor): Promise<AsyncIterable<Uint8Array>> {
    const { bytes } = await this.manifest(descriptor.digest);
    return (async function* () {
      yield bytes;
    })();
  }

  async layout(): Promise<string> {
    return this.layoutDirectory;
  }

  private put(mediaType: string, document: unknown): Descriptor {
    const bytes = Buffer.from(JSON.stringify(document));
    const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
    const descriptor = { mediaType, digest, size: bytes.length };
    this.bytes.set(digest, { descriptor, bytes });
    return descriptor;
  }
}
