import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { gzipSync } from 'node:zlib';
import type { Repository } from '@multiarch-mirror/oci';
import { blobOf, manifestOf, pushBlobs, tarOf } from '@multiarch-mirror/testing';
import type { JavaArtifact } from './jar-files.ts';

/** A JAR file that the database knows by its hash. */
export interface KnownJar extends JavaArtifact {
  bytes: Uint8Array;
}

/** Publishes a Java database of Trivy (schema 1) as its registry has it, with the tag `1`. */
export async function publishJavaDatabase(
  repository: Repository,
  known: readonly KnownJar[],
  directory: string,
): Promise<void> {
  const file = join(directory, 'trivy-java.db');
  await rm(file, { force: true });
  const database = new DatabaseSync(file);
  // As trivy-java-db makes them (pkg/db/db.go, `Init`).
  database.exec('CREATE TABLE artifacts(id INTEGER PRIMARY KEY, group_id TEXT, artifact_id TEXT)');
  database.exec('CREATE TABLE indices(artifact_id INTEGER, version TEXT, sha1 BLOB, archive_type TEXT)');
  for (const [id, { group, name, version, bytes }] of known.entries()) {
    database.prepare('INSERT INTO artifacts VALUES (?, ?, ?)').run(id, group, name);
    const hash = createHash('sha1').update(bytes).digest();
    database.prepare('INSERT INTO indices VALUES (?, ?, ?, ?)').run(id, version, hash, 'jar');
  }
  database.close();
  const [now, later] = [new Date(), new Date(Date.now() + 86_400_000)].map((date) => date.toISOString());
  const metadata = JSON.stringify({ Version: 1, UpdatedAt: now, NextUpdate: later });
  const files = { 'trivy-java.db': await readFile(file), 'metadata.json': metadata };
  const tar: Uint8Array[] = [];
  for await (const chunk of tarOf(files, new Date(0))) tar.push(chunk);
  const mediaType = 'application/vnd.aquasec.trivy.javadb.layer.v1.tar+gzip';
  const layer = blobOf(mediaType, gzipSync(Buffer.concat(tar)));
  const config = blobOf('application/vnd.aquasec.trivy.config.v1+json', '{}');
  await pushBlobs(repository, { config, layers: [layer] });
  const title = { 'org.opencontainers.image.title': 'javadb.tar.gz' };
  const type = 'application/vnd.oci.image.manifest.v1+json';
  const layers = [{ ...layer.descriptor, annotations: title }];
  const document = { schemaVersion: 2, mediaType: type, config: config.descriptor, layers };
  await repository.pushManifest(manifestOf(type, document), '1');
}
