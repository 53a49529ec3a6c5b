import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type EmbeddedRegistry,
  type LocalSigstore,
  startRegistry,
  startSigstore,
} from '@multiarch-mirror/testing';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import type { Plugin } from '../plugin/plugin.ts';
import { chained, paper, signing, verifying } from '../run/attesting.fixture.ts';
import { Scene, type SceneManifest } from '../run/scene.fixture.ts';
import { multi } from '../run/test-image.fixture.ts';
import { AirGap, type Crossing, type IndexEntry } from './airgap.fixture.ts';

/** Verifying takes time, and one image with two platforms is enough. */
export const one = ['linux/amd64'];
export const chain: Plugin[] = [paper, signing, verifying()];
export const images: SceneManifest['images'] = [
  { source: 'app', tags: { semver: '*', latest: true }, platforms: one },
  { source: 'tool', tags: ['1.0'] },
];

/** An export that is copied for each test. */
export interface Template {
  directory: string;
  inventory: string;
}

/** Images that a run has published on the near side, and a registry on the far one for each crossing. */
export class BothSides {
  readonly sigstore: LocalSigstore;
  readonly scene: Scene;
  /** Of app:1.0.0, app:2.0.0 and tool:1.0. */
  readonly digests: readonly string[];
  #far: EmbeddedRegistry | undefined;
  #gap: AirGap | undefined;

  private constructor(sigstore: LocalSigstore, scene: Scene, digests: string[]) {
    this.sigstore = sigstore;
    this.scene = scene;
    this.digests = digests;
  }

  static async open(sigstore?: LocalSigstore): Promise<BothSides> {
    const trusted = sigstore ?? (await startSigstore());
    const scene = await Scene.open({ destination: { referrersApi: false } });
    const digests = [
      await scene.publish('app', '1.0.0', await multi('one', one)),
      await scene.publish('app', '2.0.0', await multi('two', one)),
      await scene.publish('tool', '1.0', await multi('tool')),
    ];
    await scene.run(...chained(trusted, images, chain));
    scene.forget();
    return new BothSides(trusted, scene, digests);
  }

  /** The registry of the far side. */
  get far(): EmbeddedRegistry {
    if (this.#far === undefined) throw new Error('nothing is crossed');
    return this.#far;
  }

  get gap(): AirGap {
    if (this.#gap === undefined) throw new Error('nothing is crossed');
    return this.#gap;
  }

  /** A far side where nothing is yet, and an empty place for an export, or one that holds a copy of `template`. */
  async cross(template?: string): Promise<void> {
    this.scene.forget();
    this.#far = await startRegistry();
    const directory = join(await mkdtemp(join(tmpdir(), 'gap-')), 'export');
    this.#gap = new AirGap(this.scene, this.#far, this.sigstore, chain, directory);
    if (template !== undefined) await cp(template, directory, { recursive: true });
  }

  async crossed(): Promise<void> {
    await Promise.all([this.far.close(), rm(join(this.gap.directory, '..'), { recursive: true })]);
  }

  async exported(): Promise<Crossing> {
    const result = await this.gap.export(images);
    expect(result.errors).toEqual([]);
    this.scene.forget();
    return result;
  }

  /** An export for tests that only import. */
  async template(): Promise<Template> {
    await this.cross();
    const { inventory } = (await this.exported()).report.exchange ?? { inventory: '' };
    const directory = await mkdtemp(join(tmpdir(), 'template-'));
    await cp(this.gap.directory, directory, { recursive: true });
    await this.crossed();
    return { directory, inventory };
  }

  /** The first entry of the export under this name. */
  async entry(name: string): Promise<IndexEntry | undefined> {
    return (await this.gap.entries()).find(
      ({ annotations }) => annotations?.['org.opencontainers.image.ref.name'] === name,
    );
  }

  /** The digests of the platforms of an index of `app`. */
  childrenOf(index: string): string[] {
    return (this.#document(index) as { manifests: { digest: string }[] }).manifests.map(
      ({ digest }) => digest,
    );
  }

  /** Of those of these indexes that are `app`'s. */
  layersOf(indexes: readonly string[]): string[] {
    return indexes
      .filter((index) => this.scene.destination.repository('mirror/app').manifest(index) !== undefined)
      .flatMap((index) => this.childrenOf(index))
      .flatMap((digest) => (this.#document(digest) as { layers: { digest: string }[] }).layers)
      .map(({ digest }) => digest);
  }

  /** Which of the export's entries are attached to a digest. */
  async referrersOf(subject: string, entries: { digest: string }[]): Promise<string[]> {
    const found: string[] = [];
    for (const { digest } of entries) {
      const manifest = JSON.parse(await readFile(this.gap.blob(digest), 'utf8')) as {
        subject?: { digest: string };
      };
      if (manifest.subject?.digest === subject) found.push(digest);
    }
    return found;
  }

  async close(): Promise<void> {
    await this.scene.close();
  }

  #document(digest: string): unknown {
    const bytes = this.scene.destination.repository('mirror/app').manifest(digest)?.bytes ?? new Uint8Array();
    return JSON.parse(Buffer.from(bytes).toString());
  }
}

/** For all tests of a file: opened once, and for each test crossed by one and the same export, which is imported on the far side. */
export function crossedSides(): { sides: () => BothSides; template: () => Template } {
  let sides: BothSides;
  let template: Template;
  beforeAll(async () => {
    sides = await BothSides.open();
    template = await sides.template();
  });
  beforeEach(() => sides.cross(template.directory));
  afterEach(() => sides.crossed());
  afterAll(async () => {
    await sides?.close();
    await sides?.sigstore.close();
    await rm(template?.directory ?? '', { recursive: true, force: true });
  });
  return { sides: () => sides, template: () => template };
}
