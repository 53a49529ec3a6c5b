import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type BuiltManifest,
  type EmbeddedRegistry,
  type RegistryOptions,
  startRegistry,
} from '@multiarch-mirror/testing';
import { type Config, validateManifest } from '../config/index.ts';
import { explainPlan } from '../explain/explain-plan.ts';
import type { ImageExplanation } from '../explain/explanation.ts';
import { type MadeLock, makeLock, writeLock } from '../lock/index.ts';
import { lockedBy, parsedLock } from '../lock/parsed-lock.fixture.ts';
import { makePlan } from '../plan/make-plan.ts';
import { measurePlan } from '../plan/measure.ts';
import type { Plan } from '../plan/plan.ts';
import type { Plugin } from '../plugin/plugin.ts';
import type { ImageReport, RunResult, SizesReport } from '../report/report.ts';
import { openSession } from '../session/open-session.ts';
import type { Session } from '../session/session.ts';
import { verifyImages, verifyReference } from '../verify/verify-images.ts';
import { type RunOptions, run } from './run.ts';
import type { RunEvent } from './run-event.ts';
import { publish } from './test-image.fixture.ts';

/** The time at which runs happen, unless a test says another one. */
export const today: number = Date.parse('2026-03-01T12:00:00Z');
export const day: number = 24 * 60 * 60 * 1000;

export interface SceneOptions {
  upstream?: RegistryOptions;
  destination?: RegistryOptions;
}

/** What a manifest holds beside version and destination. A `source` without a host is one of the scene's upstream. */
export interface SceneManifest {
  images: Record<string, unknown>[];
  plugins?: unknown[];
  more?: Record<string, unknown>;
}

export interface RunMore extends Partial<RunOptions> {
  signal?: AbortSignal;
  plugins?: Plugin[];
  environment?: NodeJS.ProcessEnv;
  /** The text of a lock to hold to. */
  lock?: string;
}

/** What a command came to, with what it said on its way. */
export interface Outcome extends RunResult {
  events: RunEvent[];
  warnings: string[];
  /** What it said beside its warnings. */
  messages: string[];
  /** By `name:tag`. */
  of: (tag: string) => ImageReport;
}

/** What `plan --explain` knows. */
export interface Explained {
  plan: Plan;
  explanations: ImageExplanation[];
  warnings: string[];
}

/** An upstream and a destination registry, and the engine between them: `lib/NAME` upstream becomes `mirror/NAME`. */
export class Scene {
  readonly upstream: EmbeddedRegistry;
  readonly destination: EmbeddedRegistry;
  readonly #temporary: string;
  readonly #before: string | undefined;

  private constructor(upstream: EmbeddedRegistry, destination: EmbeddedRegistry, temporary: string) {
    this.upstream = upstream;
    this.destination = destination;
    this.#temporary = temporary;
    this.#before = process.env.TMPDIR;
    process.env.TMPDIR = temporary;
  }

  static async open(options: SceneOptions = {}): Promise<Scene> {
    const [upstream, destination] = await Promise.all([
      startRegistry(options.upstream),
      startRegistry(options.destination),
    ]);
    return new Scene(upstream, destination, await mkdtemp(join(tmpdir(), 'scene-')));
  }

  /** Puts an image there under these tags, past HTTP. */
  async publish(name: string, tags: string | string[], built: BuiltManifest): Promise<string> {
    return publish(this.upstream, `lib/${name}`, tags, built);
  }

  config({ images, plugins = [], more = {} }: SceneManifest): Config {
    const listed = images.map((image) => `  - ${JSON.stringify(this.#image(image))}`);
    const head = { version: 1, destination: `${this.destination.host}/mirror`, plugins, ...more };
    const lines = Object.entries(head).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
    const text = [...lines, 'images:', ...listed, ''].join('\n');
    const { config, errors } = validateManifest(text, { file: 'mirror.config.yaml', environment: {} });
    if (config === undefined) throw new Error(errors.map((error) => error.describe()).join('\n'));
    return config;
  }

  run(manifest: SceneManifest, more: RunMore = {}): Promise<Outcome> {
    return this.#command(manifest, more, (session, config, on) =>
      run(session, config.images, {
        concurrency: 4,
        failFast: false,
        now: today,
        ...more,
        ...lockedBy(config, more.lock),
        on,
      }),
    );
  }

  verify(manifest: SceneManifest, more: RunMore = {}, reference?: string): Promise<Outcome> {
    return this.#command(manifest, more, (session, config, on) =>
      reference === undefined
        ? verifyImages(session, config.images, { concurrency: 4, on })
        : verifyReference(session, reference, { concurrency: 4, on }),
    );
  }

  plan(manifest: SceneManifest, more: RunMore = {}): Promise<Plan> {
    return this.#within(manifest, more, [], (session, config) =>
      makePlan(session, config.images, { now: today, ...more, ...lockedBy(config, more.lock) }),
    );
  }

  /** A plan with its sizes. */
  measure(manifest: SceneManifest): Promise<{ plan: Plan; sizes: SizesReport; warnings: string[] }> {
    const warnings: string[] = [];
    return this.#within(manifest, {}, warnings, async (session, config) => {
      const plan = await makePlan(session, config.images, { now: today });
      return { plan, sizes: await measurePlan(session, plan), warnings };
    });
  }

  /** What `mirror lock` finds, and the text that it writes. */
  lock(manifest: SceneManifest, before?: string): Promise<MadeLock & { text: string }> {
    return this.#within(manifest, {}, [], async (session, config) => {
      const previous = before === undefined ? undefined : parsedLock(before);
      const made = await makeLock(session, config.images, previous);
      return { ...made, text: writeLock(made.entries, previous) };
    });
  }

  /** The plan, and why each tag is in or out. */
  explain(manifest: SceneManifest, more: RunMore = {}): Promise<Explained> {
    const warnings: string[] = [];
    return this.#within(manifest, more, warnings, async (session, config) => {
      const options = { now: today, ...more, ...lockedBy(config, more.lock) };
      const plan = await makePlan(session, config.images, options);
      return { plan, explanations: await explainPlan(session, config.images, plan, options), warnings };
    });
  }

  /** Tag → digest at the destination, past HTTP. */
  tags(name: string): Record<string, string> {
    return Object.fromEntries(this.destination.repository(`mirror/${name}`).tags);
  }

  /** The stored record of a repository, past HTTP. */
  async record(name: string): Promise<Record<string, never>> {
    const url = `${this.destination.url}/v2/mirror/mirror-records`;
    const stored = this.destination.repository('mirror/mirror-records').manifest(name);
    if (stored === undefined) throw new Error(`there is no record of ${name}`);
    const { layers } = JSON.parse(Buffer.from(stored.bytes).toString()) as { layers: { digest: string }[] };
    const answer = await fetch(`${url}/blobs/${layers[0]?.digest}`);
    return (await answer.json()) as Record<string, never>;
  }

  /** Both registries forget what they were asked. */
  forget(): void {
    this.upstream.resetRequests();
    this.destination.resetRequests();
  }

  /** Names of what lies in the directory for temporary files. */
  temporary(): Promise<string[]> {
    return readdir(this.#temporary);
  }

  async close(): Promise<void> {
    if (this.#before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = this.#before;
    await Promise.all([
      this.upstream.close(),
      this.destination.close(),
      rm(this.#temporary, { recursive: true, force: true }),
    ]);
  }

  #image(image: Record<string, unknown>): Record<string, unknown> {
    const { source } = image;
    if (typeof source !== 'string' || source.includes('/')) return image;
    return { ...image, source: `${this.upstream.host}/lib/${source}` };
  }

  async #within<Result>(
    manifest: SceneManifest,
    { signal, plugins = [], environment = {} }: RunMore,
    warnings: string[],
    body: (session: Session, config: Config) => Promise<Result>,
    messages: string[] = [],
  ): Promise<Result> {
    const config = this.config(manifest);
    const session = await openSession(config, {
      builtins: Object.fromEntries(plugins.map((plugin) => [plugin.name, async () => ({ default: plugin })])),
      signal: signal ?? new AbortController().signal,
      log: {
        debug: () => {},
        info: (message) => messages.push(message),
        warn: (message) => warnings.push(message),
      },
      environment,
      writes: true,
    });
    try {
      return await body(session, config);
    } finally {
      await session.close();
    }
  }

  #command(
    manifest: SceneManifest,
    more: RunMore,
    body: (session: Session, config: Config, on: RunOptions['on']) => Promise<RunResult>,
  ): Promise<Outcome> {
    const events: RunEvent[] = [];
    const warnings: string[] = [];
    const messages: string[] = [];
    const working = async (session: Session, config: Config): Promise<Outcome> => {
      const result = await body(session, config, (event) => {
        events.push(event);
        more.on?.(event);
      });
      const of = (tag: string): ImageReport => {
        const found = result.report.images.filter(({ destination }) => destination.endsWith(`/${tag}`));
        if (found.length !== 1 || found[0] === undefined)
          throw new Error(`${found.length} reports of ${tag}`);
        return found[0];
      };
      return { ...result, events, warnings, messages, of };
    };
    return this.#within(manifest, more, warnings, working, messages);
  }
}
