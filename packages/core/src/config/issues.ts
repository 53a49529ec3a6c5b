import { MirrorError } from '@multiarch-mirror/errors';
import type { Locator, ManifestPath } from './manifest-document.ts';

/** Nobody reads more faults than this. */
const most = 1000;

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
    this.errors.push(this.#issue(code, path, message, details));
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
    const errors = byPlace(this.errors);
    const more = errors.length - most;
    if (more > 0) {
      const rest = `${more} more faults are not shown`;
      const place = errors[most]?.place ?? {};
      const last = new MirrorError('MIRROR_CONFIG_TOO_MANY', rest, { place, hint: 'Mend the others first.' });
      errors.splice(most, more, last);
    }
    return { errors, warnings: byPlace(this.warnings).slice(0, most) };
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
