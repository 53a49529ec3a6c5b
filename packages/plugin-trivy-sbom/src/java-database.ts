import { access, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecOptions, ImageContext } from '@multiarch-mirror/core/plugin';
import { MirrorError, toMirrorError } from '@multiarch-mirror/errors';

/** What a scan is done with and where: `none` of a database stands for an empty one. */
export interface JavaDatabaseOptions {
  /** An OCI reference, or `none`; Trivy's own when it is left out. */
  javaDatabase?: string;
  /** Milliseconds. */
  timeout: number;
}

type Asking = Pick<ImageContext, 'exec' | 'log' | 'temporaryDirectory'>;

/** The database and the credentials for its registry may lie elsewhere. */
export const trivyPlaces: readonly string[] = ['DOCKER_CONFIG', 'TRIVY_CACHE_DIR'];

/**
 * Trivy's Java database, which it wants as soon as an image has a JAR, whatever the JAR says of itself. It is large, and two that fetch
 * it spoil it for one another: so scans take what is there, and one Trivy fetches it for all of a run when the first of them needs it.
 */
export class JavaDatabase {
  readonly #options: JavaDatabaseOptions;
  #fetched: Promise<void> | undefined;
  #refreshed: Promise<void> | undefined;
  #isOld = false;

  constructor(options: JavaDatabaseOptions) {
    this.#options = options;
  }

  /** There is one, which is to be fetched anew after this date (ISO 8601). */
  isThereUntil(date: string): void {
    this.#isOld = Date.parse(date) < Date.now();
  }

  /** Whether a scan failed since there is none. */
  isWantedBy(thrown: unknown): boolean {
    const failed = thrown instanceof MirrorError && thrown.code === 'MIRROR_TOOL_FAILED';
    return this.#options.javaDatabase !== 'none' && failed && thrown.message.includes('Java DB');
  }

  /** Arguments of a scan. One that is there and old is fetched anew before the first. */
  async scanArguments(asking: Asking): Promise<string[]> {
    const skip = ['--skip-java-db-update'];
    if (this.#options.javaDatabase === 'none')
      return [...skip, '--cache-dir', await emptyDatabase(asking.temporaryDirectory)];
    this.#refreshed ??= this.#refresh(asking);
    await this.#refreshed;
    return skip;
  }

  /** Fetches it, once in a run. @throws MirrorError MIRROR_JAVA_DATABASE */
  fetch(asking: Asking): Promise<void> {
    this.#fetched ??= this.#fetch(asking);
    return this.#fetched;
  }

  async #fetch({ exec, temporaryDirectory }: Asking): Promise<void> {
    const { javaDatabase, timeout } = this.#options;
    const args = ['image', '--download-java-db-only', '--quiet', '--no-progress', '--skip-version-check'];
    args.push('--timeout', `${Math.ceil(timeout / 1000)}s`);
    if (javaDatabase !== undefined) args.push('--java-db-repository', javaDatabase);
    try {
      await exec('trivy', args, { ...inside(temporaryDirectory), timeout });
    } catch (thrown) {
      throw javaDatabaseError(thrown);
    }
  }

  async #refresh(asking: Asking): Promise<void> {
    if (!this.#isOld) return;
    try {
      await this.fetch(asking);
    } catch (thrown) {
      asking.log.warn(`Trivy's Java database is old, and is used as it is: ${toMirrorError(thrown).message}`);
    }
  }
}

/** That a scan needs what cannot be had, or used. */
export function javaDatabaseError(thrown: unknown): MirrorError {
  const error = toMirrorError(thrown);
  const isOfIt = error.code === 'MIRROR_TOOL_FAILED' || error.code === 'MIRROR_TOOL_TIMEOUT';
  if (!isOfIt) return error;
  return new MirrorError(
    'MIRROR_JAVA_DATABASE',
    `there are JAR files, for which Trivy needs its Java database, and that cannot be used: ${error.message}`,
    {
      hint: 'Check that its registry can be reached, name a copy in `javaDatabase`, or bring it along in the cache of Trivy. With `javaDatabase: none` JAR files are known by their `pom.properties` alone.',
      cause: error,
    },
  );
}

function inside(directory: string): ExecOptions {
  return { cwd: directory, env: { TMPDIR: directory }, allow: trivyPlaces };
}

/** A cache for Trivy with a Java database that knows no JAR. @returns its directory */
async function emptyDatabase(directory: string): Promise<string> {
  const cache = join(directory, 'trivy-cache');
  const file = join(cache, 'java-db', 'metadata.json');
  if (await exists(file)) return cache;
  await mkdir(join(cache, 'java-db'), { recursive: true });
  const { DatabaseSync } = await import('node:sqlite');
  const database = new DatabaseSync(join(cache, 'java-db', 'trivy-java.db'));
  // As trivy-java-db makes them (pkg/db/db.go, `Init`).
  database.exec('CREATE TABLE artifacts(id INTEGER PRIMARY KEY, group_id TEXT, artifact_id TEXT)');
  database.exec('CREATE TABLE indices(artifact_id INTEGER, version TEXT, sha1 BLOB, archive_type TEXT)');
  database.close();
  const [past, future] = ['2000-01-01T00:00:00Z', '2999-01-01T00:00:00Z'];
  await writeFile(
    file,
    JSON.stringify({ Version: 1, UpdatedAt: past, DownloadedAt: past, NextUpdate: future }),
  );
  return cache;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
