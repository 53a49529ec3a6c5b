import { isAbsolute, resolve } from 'node:path';
import { type Environment, expand, type UnsetVariable } from './environment.ts';
import type { Issues } from './issues.ts';
import type { ManifestDocument, ManifestPath } from './manifest-document.ts';
import type { SchemaValidator } from './schema-validator.ts';
import type { ValidateOptions } from './validate-options.ts';

/** What every part of the manifest needs in order to become a part of the configuration. */
export class Resolver {
  readonly document: ManifestDocument;
  readonly issues: Issues;
  /** The plugins that are known, by name. */
  readonly plugins: ReadonlyMap<string, SchemaValidator> | undefined;
  readonly #environment: Environment;
  readonly #spoiled: ReadonlySet<string>;

  constructor(
    document: ManifestDocument,
    issues: Issues,
    { environment = process.env, plugins }: Pick<ValidateOptions, 'environment' | 'plugins'>,
    spoiled: readonly ManifestPath[],
  ) {
    this.document = document;
    this.issues = issues;
    this.#environment = environment;
    this.plugins = plugins && new Map(plugins.map(({ name, validate }) => [name, validate]));
    // With everything that leads there.
    this.#spoiled = new Set(
      spoiled.flatMap((path) => path.map((_, index) => path.slice(0, index + 1).join('/'))),
    );
  }

  /** Whether the schema found a fault in the value at this path, or below it. */
  isSpoiled(path: ManifestPath): boolean {
    return this.#spoiled.has(path.join('/'));
  }

  /** Text with the environment in it. `unset`: what is missing there; the text is then a stand-in. */
  expand(text: string, path: ManifestPath): { text: string; expanded: boolean; unset: UnsetVariable[] } {
    return expand(text, path, this.#environment, this.issues);
  }

  /** A path of the manifest, absolute. */
  absolute(path: string): string {
    return isAbsolute(path) ? path : resolve(this.document.directory, path);
  }
}
