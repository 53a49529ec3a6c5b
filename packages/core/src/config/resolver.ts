import { isAbsolute, resolve } from 'node:path';
import { type Environment, type Expansion, expand } from './environment.ts';
import type { Issues } from './issues.ts';
import type { ManifestDocument, ManifestPath } from './manifest-document.ts';
import { keyOf, type SchemaFindings } from './schema-check.ts';
import type { SchemaValidator } from './schema-validator.ts';
import type { ValidateOptions } from './validate-options.ts';

/** What every part of the manifest needs in order to become a part of the configuration. */
export class Resolver {
  readonly document: ManifestDocument;
  readonly issues: Issues;
  /** The plugins that are known, by name. */
  readonly plugins: ReadonlyMap<string, SchemaValidator> | undefined;
  readonly #environment: Environment;
  readonly #said: ReadonlySet<string>;
  readonly #around: ReadonlySet<string>;

  constructor(
    document: ManifestDocument,
    issues: Issues,
    { environment = process.env, plugins }: Pick<ValidateOptions, 'environment' | 'plugins'>,
    { broken, missing }: SchemaFindings,
  ) {
    this.document = document;
    this.issues = issues;
    this.#environment = environment;
    this.plugins = plugins && new Map(plugins.map(({ name, validate }) => [name, validate]));
    const said = [...broken, ...missing];
    this.#said = new Set(said.map(keyOf));
    this.#around = new Set(said.flatMap((path) => path.map((_, index) => keyOf(path.slice(0, index + 1)))));
  }

  /** Whether it is said already what is wrong with the value at this path, which therefore is not there. */
  isSaid(path: ManifestPath): boolean {
    return this.#said.has(keyOf(path));
  }

  /** Whether something is wrong with the value at this path, or with what it holds. */
  isFaulty(path: ManifestPath): boolean {
    return this.#around.has(keyOf(path));
  }

  /** Text with the environment in it. `unset`: what is missing there; the text is then a stand-in. */
  expand(text: string, path: ManifestPath): Expansion {
    return expand(text, path, this.#environment, this.issues);
  }

  /** A path of the manifest, absolute. */
  absolute(path: string): string {
    return isAbsolute(path) ? path : resolve(this.document.directory, path);
  }
}
