import { sha256Digest } from '../digest.ts';
import { rawManifest } from '../manifest.ts';
import { mediaTypes } from '../media-types.ts';
import { streamOf } from '../stream.ts';
import { LayoutRepository } from './layout-repository.ts';

/**
 * A process of its own that writes into a layout: `DIRECTORY PREFIX COUNT`. For each number a blob of its own and one that every
 * process writes, a tag, and a referrer of what all tags stand for.
 */
const [directory = '', prefix = '', count = '0'] = process.argv.slice(2);
const image = rawManifest(mediaTypes.ociIndex, { schemaVersion: 2, manifests: [] });
const layout = new LayoutRepository(directory);

async function putBlob(text: string): Promise<{ mediaType: string; digest: string; size: number }> {
  const bytes = Buffer.from(text);
  const blob = { mediaType: 'text/plain', digest: sha256Digest(bytes), size: bytes.length };
  await layout.pushBlob(blob, () => Promise.resolve(streamOf(bytes)));
  return blob;
}

process.stdout.write('begun\n');
for (let number = 0; number < Number(count); number += 1) {
  const layers = [
    await putBlob(`${prefix} ${number}`),
    await putBlob(`shared ${number} ${'x'.repeat(100_000)}`),
  ];
  await layout.pushManifest(image, `${prefix}-${number}`);
  const config = { ...(await putBlob('{}')), mediaType: mediaTypes.empty };
  const referrer = {
    schemaVersion: 2,
    artifactType: 'text/plain',
    config,
    layers,
    subject: image.descriptor,
  };
  await layout.pushReferrers(image.descriptor, [rawManifest(mediaTypes.ociManifest, referrer)]);
}
