import { definePlugin, type Plugin, Sbom } from '@multiarch-mirror/core/plugin';
import { milliseconds, schema, type TrivySbomOptions } from './options.ts';
import { request, subjects } from './subjects.ts';
import { type TrivyOptions, trivyVersion } from './trivy.ts';

/** An SPDX SBOM on each platform's manifest, and one merged SBOM on the index. */
const plugin: Plugin<TrivySbomOptions> = definePlugin<TrivySbomOptions>({
  name: 'trivy-sbom',
  schema,
  produces: [Sbom],
  layers: true,
  create({ timeout = '10m', ...rest }, run) {
    const options: TrivyOptions = { ...rest, timeout: milliseconds(timeout) };
    return {
      // The options say how Trivy runs, not what is in the document.
      fingerprint: () => 'spdx-2.3',
      check: async () => run.recordTool('trivy', await trivyVersion(run)),
      inspect: async (image) => {
        const requests = subjects(image).map(request);
        const inspection = await image.inspect(requests);
        if (inspection !== 'complete') return inspection;
        for (const one of requests) image.emit(Sbom, { ...one, document: image.statement(one)?.predicate });
        return inspection;
      },
      attest: async (image) => {
        // Only now: a run that finds everything in place makes no document.
        const { attest } = await import('./attest.ts');
        await attest(image, options);
      },
    };
  },
});

export default plugin;
