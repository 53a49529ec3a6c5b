import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OciClient, parseRepository } from '@multiarch-mirror/oci';
import {
  buildImage,
  buildIndex,
  type EmbeddedRegistry,
  pushImage,
  startRegistry,
} from '@multiarch-mirror/testing';
import { type MirrorEnded, runMirror } from '../program.fixture.ts';

/** Two registries, a directory with a manifest, and the command line between them. */
export class Registries {
  readonly upstream: EmbeddedRegistry;
  readonly destination: EmbeddedRegistry;
  readonly #directory: string;

  private constructor(upstream: EmbeddedRegistry, destination: EmbeddedRegistry, directory: string) {
    this.upstream = upstream;
    this.destination = destination;
    this.#directory = directory;
  }

  static async open(): Promise<Registries> {
    const [upstream, destination] = await Promise.all([startRegistry(), startRegistry()]);
    return new Registries(upstream, destination, await mkdtemp(join(tmpdir(), 'mirror-commands-')));
  }

  /** A small image for these processors, upstream as `team/NAME`; gives its digest. */
  async publish(name: string, tag: string, architectures: string[] = ['amd64', 'arm64']): Promise<string> {
    const client = new OciClient();
    const images = architectures.map((architecture) =>
      buildImage({
        platform: { os: 'linux', architecture },
        files: { version: `${tag} ${architecture}` },
      }),
    );
    const index = buildIndex(await Promise.all(images));
    await pushImage(client.repository(parseRepository(`${this.upstream.host}/team/${name}`)), index, tag);
    await client.close();
    return index.manifest.descriptor.digest;
  }

  /** All of these tags upstream, for one image. */
  async list(name: string, tags: readonly string[]): Promise<void> {
    const digest = await this.publish(name, 'tag');
    const upstream = this.upstream.repository(`team/${name}`).tags;
    upstream.clear();
    for (const tag of tags) upstream.set(tag, digest);
  }

  /** A manifest with these images; one without a source comes from `team/NAME`. */
  async write(...images: { name: string; [field: string]: unknown }[]): Promise<void> {
    const entries = images.map((image) => ({
      ...('sources' in image ? {} : { source: `${this.upstream.host}/team/${image.name}` }),
      ...image,
    }));
    const lines = entries.map((entry) => `  - ${JSON.stringify(entry)}\n`);
    await writeFile(
      join(this.#directory, 'mirror.config.yaml'),
      `version: 1\ndestination: ${this.destination.host}/mirror\nimages:\n${lines.join('')}`,
    );
  }

  /** Tag → digest at the destination, past HTTP. */
  tags(name: string): Record<string, string> {
    return Object.fromEntries(this.destination.repository(`mirror/${name}`).tags);
  }

  /** With the hosts as `upstream.test` and `destination.test`, so that the output is always the same. */
  async mirror(...argv: string[]): Promise<MirrorEnded> {
    const { code, stdout, stderr } = await runMirror(argv, this.#directory);
    const plain = (text: string): string =>
      text
        .replaceAll(this.upstream.host, 'upstream.test')
        .replaceAll(this.destination.host, 'destination.test');
    return { code, stdout: plain(stdout), stderr: plain(stderr) };
  }

  async close(): Promise<void> {
    await Promise.all([
      this.upstream.close(),
      this.destination.close(),
      rm(this.#directory, { recursive: true, force: true }),
    ]);
  }
}
