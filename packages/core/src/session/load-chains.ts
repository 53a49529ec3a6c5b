import { MirrorError, toMirrorError } from '@multiarch-mirror/errors';
import type { Config, ImageConfig, PluginUse } from '../config/config.ts';
import { isForeign } from '../config/foreign-plugin.ts';
import { validatePluginOptions } from '../config/plugin-options.ts';
import { attestationFingerprint } from '../plan/fingerprint.ts';
import { Signature } from '../plugin/artifact-kind.ts';
import { type ChainEntry, chainFingerprint, checkChain, createSteps, stableJson } from '../plugin/chain.ts';
import { type BuiltinPlugins, loadPlugin } from '../plugin/load-plugin.ts';
import type { IdentityOptions, RunContext, SigningOptions } from '../plugin/run-context.ts';
import type { Chain } from './session.ts';
import type { SessionOptions } from './session-options.ts';
import { type SharedContext, sharedContext } from './shared-context.ts';

/** The chains of a manifest: one for all images, and one for each that replaces it. */
export interface Chains {
  of(image: ImageConfig): Chain;
}

/** Loads each distinct chain once, the general one too: references from the command line are verified by it. @throws MirrorError at the line of the entry that is wrong */
export async function loadChains(
  config: Config,
  builtins: BuiltinPlugins,
  shared: SharedContext,
): Promise<Chains> {
  const chains = new Map<string, Chain>();
  for (const { plugins } of [config, ...config.images]) {
    const key = chainKey(plugins);
    if (chains.has(key)) continue;
    const loaded = await loadChain(config, plugins, builtins, shared);
    if (Array.isArray(loaded)) throw loaded[0];
    chains.set(key, loaded);
  }
  return {
    of: ({ plugins }) => {
      const chain = chains.get(chainKey(plugins));
      if (chain === undefined) throw new Error('an image of another manifest');
      return chain;
    },
  };
}

/** Everything that is wrong with the chains of a manifest, each at the line of its entry. Nothing is asked of any registry. */
export async function checkChains(config: Config, options: SessionOptions): Promise<MirrorError[]> {
  const shared = sharedContext(config.directory, options);
  const written = new Set([config, ...config.images].map(({ plugins }) => plugins));
  const faults: MirrorError[] = [];
  for (const plugins of written) {
    const loaded = await loadChain(config, plugins, options.builtins, shared);
    if (Array.isArray(loaded)) faults.push(...loaded);
  }
  return faults;
}

/**
 * What is wrong with plugins from files and packages, and with their options, where the manifest is broken anyway: chains are not
 * made of it.
 */
export async function checkForeignPlugins(
  config: Config,
  { builtins }: Pick<SessionOptions, 'builtins'>,
): Promise<MirrorError[]> {
  const written = new Set([config, ...config.images].map(({ plugins }) => plugins));
  const faults: MirrorError[] = [];
  for (const use of [...written].flat()) {
    if (use.checked || !isForeign(use.use)) continue;
    const loaded = await loadEntry(config, use, builtins);
    if (Array.isArray(loaded)) faults.push(...loaded);
  }
  return faults;
}

/** The chain, or everything that is wrong with it. */
async function loadChain(
  config: Config,
  plugins: readonly PluginUse[],
  builtins: BuiltinPlugins,
  shared: SharedContext,
): Promise<Chain | MirrorError[]> {
  const loaded: (ChainEntry | MirrorError[])[] = [];
  for (const use of plugins) loaded.push(await loadEntry(config, use, builtins));
  const faults = loaded.flatMap((entry) => (Array.isArray(entry) ? entry : []));
  if (faults.length > 0) return faults;
  const entries = loaded.filter((entry): entry is ChainEntry => !Array.isArray(entry));
  try {
    return createChain(config, entries, shared);
  } catch (thrown) {
    if (thrown instanceof MirrorError) return [thrown];
    throw thrown;
  }
}

/** @throws MirrorError at the line of the entry that is in the wrong place, or asks for what is not built */
function createChain(config: Config, entries: readonly ChainEntry[], shared: SharedContext): Chain {
  checkChain(entries, config.file);
  let signing: SigningOptions = { mode: 'keyless' };
  let identity: IdentityOptions | undefined;
  const run: RunContext = {
    ...shared,
    useSigning: (chosen) => {
      signing = chosen;
    },
    useIdentity: (chosen) => {
      identity = chosen;
    },
  };
  const steps = createSteps(entries, run, config.file);
  if (entries.some(({ plugin }) => plugin.produces?.includes(Signature as never)))
    checkSigning(entries, signing, identity, config.file);
  const fingerprint = attestationFingerprint(chainFingerprint(entries, steps), config.attestations.format);
  return { steps, fingerprint, signing, identity };
}

/** An entry with its plugin, or everything that is wrong with it. */
async function loadEntry(
  config: Config,
  use: PluginUse,
  builtins: BuiltinPlugins,
): Promise<ChainEntry | MirrorError[]> {
  const place = { file: config.file, ...use.position };
  try {
    const plugin = await loadPlugin(use.use, config.directory, builtins);
    const faults = use.checked ? [] : await validatePluginOptions(use, plugin.schema);
    return faults.length === 0 ? { plugin, use } : faults.map((fault) => fault.at(place));
  } catch (thrown) {
    return [toMirrorError(thrown).at(place)];
  }
}

function chainKey(plugins: readonly PluginUse[]): string {
  return stableJson(plugins.map(({ use, options }) => [use, options]));
}

/** Signatures of a key carry no identity, and those of an identity no key. @throws MirrorError MIRROR_CONFIG_VALUE at the option's line */
function checkSigning(
  entries: readonly ChainEntry[],
  { mode }: SigningOptions,
  identity: IdentityOptions | undefined,
  file: string,
): void {
  if (identity === undefined) return;
  const option = 'key' in identity ? 'key' : 'identity';
  if ((option === 'key') === (mode !== 'keyless')) return;
  const entry = entries.find(
    ({ use }) => use.options[option] !== undefined && use.options.mode === undefined,
  );
  throw new MirrorError(
    'MIRROR_CONFIG_VALUE',
    `the chain signs with mode: ${mode}, and nothing of that has the ${option} asked for here`,
    {
      place: entry?.use.locator?.place(['with', option]) ?? { file, ...entry?.use.position },
      hint:
        option === 'key'
          ? 'Ask for `identity` and `issuer`, or set `mode: key` where the chain signs.'
          : 'Ask for the public `key` instead, or set `mode: keyless` where the chain signs.',
    },
  );
}
