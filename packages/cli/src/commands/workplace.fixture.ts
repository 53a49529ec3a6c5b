import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
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

/** Two registries and a directory in which `mirror` runs: `up/NAME` upstream becomes `mirror/NAME`. */
export class Workplace {
  readonly upstream: EmbeddedRegistry;
  readonly destination: EmbeddedRegistry;
  readonly directory: string;

  private constructor(upstream: EmbeddedRegistry, destination: EmbeddedRegistry, directory: string) {
    this.upstream = upstream;
    this.destination = destination;
    this.directory = directory;
  }

  static async open(): Promise<Workplace> {
    const [upstream, destination] = await Promise.all([startRegistry(), startRegistry()]);
    return new Workplace(upstream, destination, await mkdtemp(join(tmpdir(), 'mirror-workplace-')));
  }

  /** A small image for two platforms, upstream; the same content has the same digest. */
  async publish(name: string, tags: string | string[], content: string = name): Promise<string> {
    const client = new OciClient();
    const images = await Promise.all(
      ['amd64', 'arm64'].map((architecture) =>
        buildImage({
          platform: { os: 'linux', architecture },
          files: { content: `${content} ${architecture}` },
        }),
      ),
    );
    const index = buildIndex(images);
    const repository = client.repository(parseRepository(`${this.upstream.host}/up/${name}`));
    for (const tag of [tags].flat()) await pushImage(repository, index, tag);
    await client.close();
    return index.manifest.descriptor.digest;
  }

  /** Writes the manifest: each line an entry of `images`, which begin on line 5; `SOURCE` stands for the upstream's namespace. */
  async manifest(
    images: readonly string[],
    plugins: string = '[]',
    name: string = 'mirror.config.yaml',
  ): Promise<void> {
    const lines = images.map((image) => `  - ${image.replaceAll('SOURCE', `${this.upstream.host}/up`)}`);
    const head = ['version: 1', `destination: ${this.destination.host}/mirror`, `plugins: ${plugins}`];
    await this.write(name, [...head, 'images:', ...lines, ''].join('\n'));
  }

  /** A plugin of one hook, as a file: `hook` is the text of a function. */
  async plugin(file: string, hook: string, more: string = ''): Promise<void> {
    await this.write(
      file,
      `${more}\nexport default { name: ${JSON.stringify(file)}, schema: {type: 'object'}, create: (options, run) => ({ ${hook} }) };\n`,
    );
  }

  write(name: string, text: string): Promise<void> {
    return writeFile(join(this.directory, name), text);
  }

  read(name: string): Promise<string> {
    return readFile(join(this.directory, name), 'utf8');
  }

  mirror(
    argv: readonly string[],
    signal?: AbortSignal,
    environment?: NodeJS.ProcessEnv,
  ): Promise<MirrorEnded> {
    return runMirror(argv, this.directory, signal, environment);
  }

  /** What a step of GitHub Actions has in its environment; its files are `summary.md` and `outputs` here. */
  get step(): NodeJS.ProcessEnv {
    return {
      GITHUB_ACTIONS: 'true',
      GITHUB_WORKSPACE: this.directory,
      GITHUB_STEP_SUMMARY: join(this.directory, 'summary.md'),
      GITHUB_OUTPUT: join(this.directory, 'outputs'),
    };
  }

  /** Tag → digest at the destination, past HTTP. */
  tags(name: string): Record<string, string> {
    return Object.fromEntries(this.destination.repository(`mirror/${name}`).tags);
  }

  async close(): Promise<void> {
    await Promise.all([
      this.upstream.close(),
      this.destination.close(),
      rm(this.directory, { recursive: true, force: true }),
    ]);
  }
}
