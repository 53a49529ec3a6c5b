import { predicateTypes } from '@multiarch-mirror/attest/statements';
import {
  definePlugin,
  type Plugin,
  Signature,
  type StatementRequest,
  subjects,
} from '@multiarch-mirror/core/plugin';
import type { Descriptor } from '@multiarch-mirror/oci';
import { checkKey } from './check-key.ts';
import { cosignVersion } from './cosign-version.ts';
import { type CosignSignOptions, schema } from './options.ts';

/** What `cosign sign` writes: a statement without content, on the index and on each platform's manifest. */
const plugin: Plugin<CosignSignOptions> = definePlugin<CosignSignOptions>({
  name: 'cosign-sign',
  schema,
  produces: [Signature],
  create({ mode = 'keyless', key }, run) {
    const shown = key === undefined ? mode : `${mode} ${checkKey(mode, key)}`;
    run.useSigning(key === undefined ? { mode } : { mode, key });
    return {
      fingerprint: () => shown,
      // Who signs without it needs none.
      ...(mode === 'cosign' && { check: async () => run.recordTool('cosign', await cosignVersion(run)) }),
      inspect: async (image) => {
        const requests = subjects(image).map(request);
        const inspection = await image.inspect(requests);
        if (inspection === 'complete') for (const { subject } of requests) image.emit(Signature, { subject });
        return inspection;
      },
      attest: async (image) => {
        for (const subject of subjects(image)) {
          // What stands is completed, not signed again: one of its two formats may be missing.
          await image.attach({ ...request(subject), predicate: {} });
          image.emit(Signature, { subject });
        }
      },
    };
  },
});

export default plugin;

function request(subject: Descriptor): StatementRequest {
  return { subject, predicateType: predicateTypes.sign };
}
