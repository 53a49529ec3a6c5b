import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { boltFile } from './bolt-file.ts';

/** A flaw that the database knows of a Debian 12 source package, fixed in no version. */
export interface PlantedFlaw {
  id: string;
  sourcePackage: string;
}

/**
 * Gives the user of this home a vulnerability database of Trivy (schema 2) that is not due for an update, so that `trivy sbom FILE`
 * works without a network and finds the planted flaws.
 */
export async function plantTrivyDatabase(home: string, flaws: readonly PlantedFlaw[]): Promise<void> {
  const directory = join(home, '.cache', 'trivy', 'db');
  await mkdir(directory, { recursive: true });
  const advisories: Record<string, Record<string, string>> = {};
  const details: Record<string, string> = {};
  for (const { id, sourcePackage } of flaws) {
    advisories[sourcePackage] = { ...advisories[sourcePackage], [id]: JSON.stringify({}) };
    details[id] = JSON.stringify({ Title: `planted in ${sourcePackage}`, Severity: 'HIGH' });
  }
  const file = boltFile({ 'debian 12': advisories, vulnerability: details });
  await writeFile(join(directory, 'trivy.db'), file);
  const [now, later] = [new Date(), new Date(Date.now() + 365 * 86_400_000)].map((date) =>
    date.toISOString(),
  );
  const metadata = { Version: 2, UpdatedAt: now, DownloadedAt: now, NextUpdate: later };
  await writeFile(join(directory, 'metadata.json'), JSON.stringify(metadata));
}
