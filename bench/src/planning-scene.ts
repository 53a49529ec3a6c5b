import { collect } from '@multiarch-mirror/oci';
import { buildImage, type EmbeddedRegistry, startRegistry } from '@multiarch-mirror/testing';

/** What every source has. */
export const tagsPerSource = 100;

/**
 * Two registries of this process: one with many sources, whose tags are all of one small image, and an empty one. Their bytes are
 * nobody's business here, so that they need no processes of their own.
 */
export class PlanningScene {
  readonly source: EmbeddedRegistry;
  readonly destination: EmbeddedRegistry;

  private constructor(source: EmbeddedRegistry, destination: EmbeddedRegistry) {
    this.source = source;
    this.destination = destination;
  }

  static async open(): Promise<PlanningScene> {
    const [source, destination] = await Promise.all([startRegistry(), startRegistry()]);
    return new PlanningScene(source, destination);
  }

  /** Adds a source with these tags. */
  async add(name: string, tags: Iterable<string>): Promise<void> {
    const files = { name };
    const { config, layers, manifest } = await buildImage({
      platform: { os: 'linux', architecture: 'amd64' },
      files,
    });
    for (const { open } of [config, ...layers]) {
      await this.source.putBlob(name, await collect(await open(), 1 << 20));
    }
    const digest = this.source.putManifest(name, manifest.bytes);
    const stored = this.source.repository(name).tags;
    for (const tag of tags) stored.set(tag, digest);
  }

  /** The requests that both have answered since the last call; they are forgotten. */
  requests(): number {
    const count = this.source.requests.length + this.destination.requests.length;
    this.source.resetRequests();
    this.destination.resetRequests();
    return count;
  }

  async close(): Promise<void> {
    await Promise.all([this.source.close(), this.destination.close()]);
  }
}

/** `1.0.0` to `1.99.0`, as many as every source has. */
export function versions(): string[] {
  return Array.from({ length: tagsPerSource }, (_, minor) => `1.${minor}.0`);
}

/** As large lists are: each version with its variants. */
export function longList(length: number): string[] {
  const variants = [
    '',
    '-alpine',
    '-alpine3.21',
    '-bookworm',
    '-bookworm-slim',
    '-slim',
    '-windowsservercore',
    '-rc1',
  ];
  return Array.from({ length }, (_, index) => {
    const version = Math.floor(index / variants.length);
    const numbers = [Math.floor(version / 400), Math.floor(version / 20) % 20, version % 20];
    return `${numbers.join('.')}${variants[index % variants.length]}`;
  });
}
