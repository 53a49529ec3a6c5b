import { MirrorError } from '@multiarch-mirror/errors';
import { firstOf } from './first-faults.ts';
import type { Locator, ManifestPath } from './manifest-document.ts';

/** Enough to find the first ones by line. */
const kept = 20_000;

export interface IssueDetails {
  /** One sentence in the imperative. */
  hint?: string;
  /** Point at the key instead of the value. */
  at?: 'key' | 'value';
  cause?: unknown;
}

/** Everything that is wrong with one manifest, gathered so that all of it is said at once. */
export class Issues {
  readonly errors: MirrorError[];
  readonly warnings: MirrorError[] = [];
  readonly #locator: Locator;
  #others = 0;

  /** `errors`: what is known to be wrong already. */
  constructor(locator: Locator, errors: readonly MirrorError[] = []) {
    this.#locator = locator;
    this.errors = [...errors];
  }

  /** A plain scalar as it is written. */
  written(path: ManifestPath): string | undefined {
    return this.#locator.written(path);
  }

  error(code: string, path: ManifestPath, message: string, details: IssueDetails = {}): void {
    if (this.errors.length < kept) this.errors.push(this.#issue(code, path, message, details));
    else this.#others += 1;
  }

  warning(code: string, path: ManifestPath, message: string, details: IssueDetails = {}): void {
    this.warnings.push(this.#issue(code, path, message, details));
  }

  /**
   * What `work` returns; undefined when it throws, and then its MirrorError is one of the issues, at `path`. `code`: what errors from
   * outside of the configuration are called here.
   */
  attempt<Result>(
    path: ManifestPath,
    work: () => Result,
    options: { code?: string; at?: 'key' | 'value' } = {},
  ): Result | undefined {
    try {
      return work();
    } catch (thrown) {
      if (!(thrown instanceof MirrorError)) throw thrown;
      const own = thrown.code.startsWith('MIRROR_CONFIG_');
      this.error(own ? thrown.code : (options.code ?? thrown.code), path, thrown.message, {
        cause: thrown,
        ...(thrown.hint !== undefined && { hint: thrown.hint }),
        ...(options.at !== undefined && { at: options.at }),
      });
      return undefined;
    }
  }

  /** By line and column; of very many the first. */
  sorted(): { errors: MirrorError[]; warnings: MirrorError[] } {
    return { errors: firstOf(byPlace(this.errors), this.#others), warnings: firstOf(byPlace(this.warnings)) };
  }

  #issue(code: string, path: ManifestPath, message: string, { hint, at, cause }: IssueDetails): MirrorError {
    const place = this.#locator.place(path, at);
    return new MirrorError(code, message, { place, cause, ...(hint !== undefined && { hint }) });
  }
}

function byPlace(errors: readonly MirrorError[]): MirrorError[] {
  // What an alias repeats is wrong once.
  const different = new Map(errors.map((error) => [`${error.code} ${error.describe()}`, error]));
  return [...different.values()].sort(
    ({ place: a }, { place: b }) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0),
  );
}
