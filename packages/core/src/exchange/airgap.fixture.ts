import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EmbeddedRegistry, LocalSigstore } from '@multiarch-mirror/testing';
import { validateManifest } from '../config/index.ts';
import type { Plugin } from '../plugin/plugin.ts';
import type { ImageReport, RunResult } from '../report/report.ts';
import { run } from '../run/run.ts';
import { type Scene, type SceneManifest, today } from '../run/scene.fixture.ts';
import { openSession } from '../session/open-session.ts';
import type { Session } from '../session/session.ts';
import { verifyImages } from '../verify/verify-images.ts';
import { type ExportOptions, exportImages } from './export-images.ts';
import { type ImportOptions, importImages } from './import-images.ts';

/** What a command on one side came to. */
export interface Crossing extends RunResult {
  said: string[];
  /** By `name:tag`. */
  of: (tag: string) => ImageReport | undefined;
}

/** The manifest of a scene on the two sides of an air gap: the same one, on the far side with `--destination`. */
export class AirGap {
  readonly #scene: Scene;
  readonly #far: EmbeddedRegistry;
  readonly #sigstore: LocalSigstore;
  readonly #plugins: Plugin[];
  readonly directory: string;

  constructor(
    scene: Scene,
    far: EmbeddedRegistry,
    sigstore: LocalSigstore,
    plugins: Plugin[],
    directory: string,
  ) {
    this.#scene = scene;
    this.#far = far;
    this.#sigstore = sigstore;
    this.#plugins = plugins;
    this.directory = directory;
  }

  export(images: SceneManifest['images'], options: Partial<ExportOptions> = {}): Promise<Crossing> {
    return this.#on('near', images, (session) =>
      exportImages(session, session.config.images, {
        directory: this.directory,
        concurrency: 4,
        on: () => {},
        ...options,
      }),
    );
  }

  import(images: SceneManifest['images'], options: Partial<ImportOptions> = {}): Promise<Crossing> {
    return this.#on('far', images, (session) =>
      importImages(session, session.config.images, {
        directory: this.directory,
        records: true,
        concurrency: 4,
        on: () => {},
        ...options,
      }),
    );
  }

  /** `mirror verify` and `mirror run` on the far side. */
  verify(images: SceneManifest['images']): Promise<Crossing> {
    return this.#on('far', images, (session) =>
      verifyImages(session, session.config.images, { concurrency: 4, on: () => {} }),
    );
  }

  run(images: SceneManifest['images']): Promise<Crossing> {
    return this.#on('far', images, (session) =>
      run(session, session.config.images, { concurrency: 4, failFast: false, now: today, on: () => {} }),
    );
  }

  /** Tag → digest on the far side, past HTTP. */
  tags(name: string): Record<string, string> {
    const { tags } = this.#far.repository(`inside/${name}`);
    return Object.fromEntries([...tags].filter(([tag]) => !tag.startsWith('sha256-')));
  }

  /** The file of a blob of the export. */
  blob(digest: string): string {
    return join(this.directory, 'blobs', ...digest.split(':'));
  }

  /** The entries of the export's `index.json`. */
  async entries(): Promise<IndexEntry[]> {
    return (
      JSON.parse(await readFile(join(this.directory, 'index.json'), 'utf8')) as { manifests: IndexEntry[] }
    ).manifests;
  }

  async replaceEntries(manifests: IndexEntry[]): Promise<void> {
    const text = await readFile(join(this.directory, 'index.json'), 'utf8');
    await writeFile(join(this.directory, 'index.json'), JSON.stringify({ ...JSON.parse(text), manifests }));
  }

  async #on(
    side: 'near' | 'far',
    images: SceneManifest['images'],
    body: (session: Session) => Promise<RunResult>,
  ): Promise<Crossing> {
    const { fulcioUrl: fulcio, rekorUrl: rekor, trustedRootPath: trustedRoot, environment } = this.#sigstore;
    const manifest = {
      version: 1,
      destination: `${this.#scene.destination.host}/mirror`,
      plugins: this.#plugins.map(({ name }) => name),
      sigstore: { fulcio, rekor, trustedRoot },
      images: images.map((image) => ({
        ...image,
        source: `${this.#scene.upstream.host}/lib/${String(image.source)}`,
      })),
    };
    const { config, errors } = validateManifest(JSON.stringify(manifest), {
      file: 'mirror.config.yaml',
      environment: {},
      ...(side === 'far' && { destination: `${this.#far.host}/inside` }),
    });
    if (config === undefined) throw new Error(errors.map((error) => error.describe()).join('\n'));
    const said: string[] = [];
    const say = (message: string) => void said.push(message);
    const session = await openSession(config, {
      builtins: Object.fromEntries(
        this.#plugins.map((plugin) => [plugin.name, async () => ({ default: plugin })]),
      ),
      signal: new AbortController().signal,
      log: { debug: () => {}, info: say, warn: say },
      environment,
      writes: true,
    });
    try {
      const result = await body(session);
      return {
        ...result,
        said,
        of: (tag) => result.report.images.find(({ destination }) => destination.endsWith(`/${tag}`)),
      };
    } finally {
      await session.close();
    }
  }
}

export interface IndexEntry {
  mediaType: string;
  digest: string;
  size: number;
  artifactType?: string;
  annotations?: Record<string, string>;
}
