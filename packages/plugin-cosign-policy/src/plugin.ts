import { resolve } from 'node:path';
import { checkIdentity } from '@multiarch-mirror/attest/statements';
import { checkOption, definePlugin, type ImageContext, type Plugin } from '@multiarch-mirror/core/plugin';
import { PolicyError } from '@multiarch-mirror/errors';
import { once } from './once.ts';
import { type CosignPolicyOptions, schema } from './options.ts';
import { readKey } from './read-key.ts';

/** Admits an image only when everything that it is made of is signed by the right one upstream. */
const plugin: Plugin<CosignPolicyOptions> = definePlugin<CosignPolicyOptions>({
  name: 'cosign-policy',
  schema,
  create({ identity = '', issuer = '', key, sigstore = 'manifest', trustedRoot }, run) {
    if (key === undefined) checkOption('identity', () => checkIdentity(identity));
    const policyOf = once(async () =>
      key === undefined ? { identity, issuer } : { publicKey: await readKey(resolve(run.directory, key)) },
    );
    const ownTrust = once(async () => {
      if (trustedRoot === undefined && sigstore === 'manifest') return undefined;
      const { loadTrust } = await import('@multiarch-mirror/attest');
      return loadTrust(
        trustedRoot === undefined ? { public: true } : { trustedRoot: resolve(run.directory, trustedRoot) },
      );
    });
    const admit = async (image: ImageContext): Promise<void> => {
      const { checkSignature } = await import('./signed-upstream.ts');
      const trust = (await ownTrust()) ?? (await image.trust());
      const policy = await policyOf();
      for (const part of image.upstream) {
        const { reference: name, digest } = part;
        const signatory = await checkSignature(image.source(part), { name, digest }, { trust, policy });
        image.log.debug(`${name}@${digest} is signed by ${signatory.identity}`);
      }
    };
    const load = async (): Promise<void> => {
      await policyOf();
      await ownTrust();
    };
    /** What `admit` has let pass is not asked for again. */
    const admitted = new WeakSet<ImageContext>();
    return {
      check: load,
      admit: async (image) => {
        await admit(image);
        admitted.add(image);
      },
      inspect: async (image) => {
        if (admitted.has(image)) return 'complete';
        // A published image is looked at again: the policy may have changed since. `admit` says what does not hold.
        try {
          await admit(image);
          return 'complete';
        } catch (thrown) {
          if (thrown instanceof PolicyError) return 'broken';
          throw thrown;
        }
      },
    };
  },
});

export default plugin;
