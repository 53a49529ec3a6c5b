import { definePlugin, type Plugin, Sbom, subjects, timeLimit } from '@multiarch-mirror/core/plugin';
import { formatTraits } from './format-name.ts';
import { JavaDatabase } from './java-database.ts';
import { schema, type TrivySbomOptions } from './options.ts';
import { refuse } from './refuse.ts';
import { installedTrivy } from './trivy.ts';

/** An SBOM on each platform's manifest, and one merged SBOM on the index. */
const plugin: Plugin<TrivySbomOptions> = definePlugin<TrivySbomOptions>({
  name: 'trivy-sbom',
  schema,
  produces: [Sbom],
  layers: true,
  create({ format = 'spdx', timeout: limit = '10m', ...rest }, run) {
    const timeout = timeLimit(limit);
    const java = new JavaDatabase({ ...rest, timeout });
    const { predicateType, fingerprint, other } = formatTraits[format];
    return {
      // The other options say how Trivy runs, not what is in the document.
      fingerprint: () => fingerprint,
      // Two SBOMs of one image are one too many: readers find the old one beside the new, and it is never renewed.
      supersedes: [formatTraits[other].predicateType],
      check: async () => {
        const { version, javaDatabaseUntil } = await installedTrivy(run);
        run.recordTool('trivy', version);
        if (javaDatabaseUntil !== undefined) java.isThereUntil(javaDatabaseUntil);
      },
      inspect: async (image) => {
        const requests = subjects(image).map((subject) => ({
          subject,
          predicateType,
          refuse: (predicate: unknown) => refuse(image, subject, predicate),
        }));
        const inspection = await image.inspect(requests);
        if (inspection !== 'complete') return inspection;
        for (const one of requests) image.emit(Sbom, { ...one, document: image.statement(one)?.predicate });
        return inspection;
      },
      attest: async (image) => {
        // Only now: a run that finds everything in place makes no document.
        const { Attestation } = await import('./attestation.ts');
        await new Attestation(image, format, { timeout, java }).attach();
      },
    };
  },
});

export default plugin;
