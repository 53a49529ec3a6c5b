import { predicateTypes } from '@multiarch-mirror/attest/statements';
import {
  definePlugin,
  type ImageContext,
  type Plugin,
  Provenance,
  type StatementRequest,
} from '@multiarch-mirror/core/plugin';
import { collectFacts, type Facts } from './facts.ts';
import { type ManifestSource, manifestSource } from './manifest-source.ts';
import { type SlsaProvenanceOptions, schema } from './options.ts';
import { provenance1, provenance02 } from './predicate.ts';
import { refuse } from './refuse.ts';

/** gh and current readers want v1; cosign's `--type slsaprovenance` means v0.2. */
const predicates: [predicateType: string, predicate: (facts: Facts) => Record<string, unknown>][] = [
  [predicateTypes.slsaProvenance1, provenance1],
  [predicateTypes.slsaProvenance02, provenance02],
];

/** SLSA provenance of the root, in both versions. */
const plugin: Plugin<SlsaProvenanceOptions> = definePlugin<SlsaProvenanceOptions>({
  name: 'slsa-provenance',
  schema,
  produces: [Provenance],
  create(_options, run) {
    let source: Promise<ManifestSource | undefined> | undefined;
    return {
      fingerprint: () => 'v1 v0.2',
      inspect: async (image) => {
        const requests = predicates.map(([predicateType]) => request(image, predicateType));
        const inspection = await image.inspect(requests);
        if (inspection === 'complete') for (const wanted of requests) image.emit(Provenance, wanted);
        return inspection;
      },
      attest: async (image) => {
        // Only now, and once: a run that finds everything in place asks nobody.
        source ??= manifestSource(run);
        const facts = collectFacts(image, run, await source, new Date().toISOString());
        for (const [predicateType, predicate] of predicates) {
          const wanted = request(image, predicateType);
          // What stands is completed, not made again: one of its two formats may be missing.
          const standing = image.statement(wanted)?.predicate;
          await image.attach({ ...wanted, predicate: standing ?? predicate(facts) });
          image.emit(Provenance, wanted);
        }
      },
    };
  },
});

export default plugin;

function request(image: ImageContext, predicateType: string): StatementRequest {
  return { subject: image.root, predicateType, refuse: (predicate) => refuse(image, predicate) };
}
