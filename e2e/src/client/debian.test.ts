import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyGraph, digestOf, OciClient } from '@multiarch-mirror/oci';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureTools } from '../../../tools/ensure.ts';
import { outputOf } from '../support/program.ts';
import { kindTools, type RepositoryPlace, repositoryKinds } from '../support/repository-kinds.ts';
import { type UpstreamLayout, upstreamLayout } from '../support/upstream-image.ts';

const tools = await ensureTools([...kindTools, 'oras', 'skopeo', 'mmdebstrap']);
const version = '10.3.1';

// Real content: Debian for two platforms, tens of megabytes, to every kind of repository and from there to the next one.
describe.skipIf(tools.missing.length > 0)('Debian for amd64 and arm64, handed on from kind to kind', () => {
  const places: RepositoryPlace[] = [];
  let upstream: UpstreamLayout;
  const env = { PATH: process.env.PATH ?? '', HOME: '/nonexistent' };

  beforeAll(async () => {
    upstream = await upstreamLayout();
    for (const kind of repositoryKinds) places.push(await kind.start(tools.paths));
  });
  afterAll(async () => {
    for (const place of places) await place.close();
  });

  /** The digest of what skopeo takes from there, every platform and every byte. */
  const copiedBack = async (reference: string): Promise<string> => {
    const directory = await mkdtemp(join(tmpdir(), 'mirror-back-'));
    try {
      await outputOf(
        tools.paths.skopeo,
        [
          'copy',
          '--all',
          '--preserve-digests',
          '--src-tls-verify=false',
          reference,
          `dir:${directory}/image`,
        ],
        { env: { ...env, HOME: directory } },
      );
      return digestOf('sha256', await readFile(join(directory, 'image', 'manifest.json')));
    } finally {
      await rm(directory, { recursive: true });
    }
  };

  it.each(repositoryKinds.map(({ name }, index) => [name, index] as const))('to %s', async (_, index) => {
    const client = new OciClient();
    try {
      const { digest } = upstream.images[version];
      const before = places[index - 1]?.repository('debian');
      const from = client.repository(before ?? { transport: 'layout', directory: upstream.directory });
      const name = places[index]?.repository('debian');
      if (name === undefined) throw new Error('it runs');
      const to = client.repository(name, { writes: true });
      const root = await from.manifest(digest);
      const { blobsCopied, bytesCopied } = await copyGraph({ from, to, root });
      expect([blobsCopied, bytesCopied > 10_000_000]).toEqual([5, true]);
      await to.pushManifest(root, version);
      const reference =
        name.transport === 'layout'
          ? `oci:${name.directory}:${version}`
          : `docker://${name.registry}/${name.path}:${version}`;
      expect(await copiedBack(reference)).toBe(digest);
      if (name.transport === 'layout') {
        const resolved = await outputOf(
          tools.paths.oras,
          ['resolve', '--oci-layout', `${name.directory}:${version}`],
          { env },
        );
        expect(resolved.trim()).toBe(digest);
        return;
      }
      const reached = `${name.registry}/${name.path}:${version}`;
      const read = await Promise.all([
        outputOf(tools.paths.crane, ['digest', reached], { env }),
        outputOf(tools.paths.oras, ['resolve', '--plain-http', reached], { env }),
      ]);
      expect(read.map((line) => line.trim())).toEqual([digest, digest]);
      await outputOf(tools.paths.crane, ['validate', '--remote', reached], { env });
    } finally {
      await client.close();
    }
  });
});
