import { MirrorError, toMirrorError } from '@multiarch-mirror/errors';
import type { Config, ImageConfig, PluginUse } from '../config/config.ts';
import { validatePluginOptions } from '../config/index.ts';
import { attestationFingerprint } from '../plan/fingerprint.ts';
import { type ChainEntry, chainFingerprint, checkChain, createSteps, stableJson } from '../plugin/chain.ts';
import { type BuiltinPlugins, loadPlugin } from '../plugin/load-plugin.ts';
import type { IdentityOptions, RunContext, SigningOptions } from '../plugin/run-context.ts';
import type { Chain } from './session.ts';

/** The chains of a manifest: one for all images, and one for each that replaces it. */
export interface Chains {
  of(image: ImageConfig): Chain;
}

/** Loads each distinct chain once, the general one too: references from the command line are verified by it. @throws MirrorError at the line of the entry that is wrong */
export async function loadChains(
  config: Config,
  builtins: BuiltinPlugins,
  shared: Omit<RunContext, 'useSigning' | 'useIdentity'>,
): Promise<Chains> {
  const chains = new Map<string, Chain>();
  for (const { plugins } of [config, ...config.images]) {
    const key = chainKey(plugins);
    if (chains.has(key)) continue;
    const entries: ChainEntry[] = [];
    for (const use of plugins) entries.push(await loadEntry(config, use, builtins));
    checkChain(entries, config.file);
    let signing: SigningOptions = { mode: 'keyless' };
    let identity: IdentityOptions | undefined;
    const steps = createSteps(entries, {
      ...shared,
      useSigning: (chosen) => {
        signing = chosen;
      },
      useIdentity: (chosen) => {
        identity = chosen;
      },
    });
    checkSigning(entries, signing, config.file);
    const fingerprint = attestationFingerprint(chainFingerprint(entries, steps), config.attestations.format);
    chains.set(key, { steps, fingerprint, signing, identity });
  }
  return {
    of: ({ plugins }) => {
      const chain = chains.get(chainKey(plugins));
      if (chain === undefined) throw new Error('an image of another manifest');
      return chain;
    },
  };
}

async function loadEntry(config: Config, use: PluginUse, builtins: BuiltinPlugins): Promise<ChainEntry> {
  try {
    const plugin = await loadPlugin(use.use, config.directory, builtins);
    const [first] = use.checked ? [] : await validatePluginOptions(use, plugin.schema);
    if (first !== undefined) throw first;
    return { plugin, use };
  } catch (thrown) {
    throw toMirrorError(thrown).at({ file: config.file, ...use.position });
  }
}

function chainKey(plugins: readonly PluginUse[]): string {
  return stableJson(plugins.map(({ use, options }) => [use, options]));
}

/** @throws MirrorError MIRROR_SIGNING_UNSUPPORTED, at the entry's line, for modes that are not built yet */
function checkSigning(entries: readonly ChainEntry[], { mode }: SigningOptions, file: string): void {
  if (mode === 'keyless') return;
  const entry = entries.find(({ use }) => use.options['mode'] === mode);
  throw new MirrorError('MIRROR_SIGNING_UNSUPPORTED', `signing with mode: ${mode} is not built yet`, {
    place: { file, ...entry?.use.position },
    hint: 'Use `mode: keyless`.',
  });
}
