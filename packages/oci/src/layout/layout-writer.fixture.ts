import { rawManifest } from '../manifest.ts';
import { mediaTypes } from '../media-types.ts';
import { LayoutRepository } from './layout-repository.ts';

/** A process of its own that writes tags into a layout: `DIRECTORY PREFIX COUNT`. */
const [directory = '', prefix = '', count = '0'] = process.argv.slice(2);
const image = rawManifest(mediaTypes.ociIndex, { schemaVersion: 2, manifests: [] });
const layout = new LayoutRepository(directory);
for (let number = 0; number < Number(count); number += 1) {
  await layout.pushManifest(image, `${prefix}-${number}`);
}
