import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SigstoreFault, startService } from './service.ts';
import { TufRepository } from './tuf-repository.ts';

/** A TUF repository on loopback. */
export interface TufService {
  /** With a slash at its end, as `cosign initialize --mirror` wants it. */
  readonly tufUrl: string;
  /** Of the root that it is trusted by. */
  readonly rootPath: string;
  /** Every request fails like this, until `undefined` ends it. */
  break(fault: SigstoreFault | undefined): void;
  close(): Promise<void>;
}

/**
 * Serves files, such as `trusted_root.json` of services that run elsewhere.
 * @param texts by their names
 * @param days for which what it says is good; negative where that time is over
 */
export async function startTufRepository(
  texts: Readonly<Record<string, string>>,
  days?: number,
): Promise<TufService> {
  const targets = Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, { text }]));
  const repository = new TufRepository(targets, days);
  const service = await startService((request) => repository.handle(request));
  const directory = await mkdtemp(join(tmpdir(), 'tuf-repository-'));
  const rootPath = join(directory, 'root.json');
  await writeFile(rootPath, repository.root);
  return {
    tufUrl: `${service.url}/`,
    rootPath,
    break: (fault) => {
      service.broken = fault;
    },
    async close() {
      await service.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
