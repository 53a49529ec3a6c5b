import { MirrorError } from '@multiarch-mirror/errors';
import type { PluginUse } from '../config/config.ts';
import { OptionError } from './option-error.ts';
import type { Plugin, PluginHooks } from './plugin.ts';
import type { RunContext } from './run-context.ts';

/** One entry of a chain: a plugin with its checked options. */
export interface ChainEntry {
  plugin: Plugin;
  use: PluginUse;
}

/** One entry of a chain in a run. */
export interface Step {
  name: string;
  /** Whether its `attest` reads layers. */
  layers: boolean;
  hooks: PluginHooks;
}

/**
 * A chain is sound when every kind that a plugin consumes is produced by an earlier one, and none stands twice.
 * @throws MirrorError MIRROR_CHAIN_ORDER, MIRROR_CHAIN_DUPLICATE at the entry's line in `file`
 */
export function checkChain(entries: readonly ChainEntry[], file: string): void {
  const produced = new Set<unknown>();
  const names = new Set<string>();
  for (const { plugin, use } of entries) {
    const place = { file, ...use.position };
    if (names.has(plugin.name)) {
      throw new MirrorError('MIRROR_CHAIN_DUPLICATE', `plugin ${plugin.name} stands in the chain twice`, {
        place,
        hint: 'Keep one of the two entries.',
      });
    }
    names.add(plugin.name);
    for (const kind of plugin.consumes ?? []) {
      if (produced.has(kind)) continue;
      const producer = entries.find((other) => (other.plugin.produces ?? []).some((made) => made === kind));
      throw new MirrorError(
        'MIRROR_CHAIN_ORDER',
        producer === undefined
          ? `plugin ${plugin.name} needs ${kind.name}, which no plugin of the chain produces`
          : `plugin ${plugin.name} needs ${kind.name}, which ${producer.plugin.name} produces only after it`,
        {
          place,
          hint:
            producer === undefined
              ? `Add a plugin that produces ${kind.name} before it.`
              : `Move ${producer.plugin.name} before ${plugin.name}.`,
        },
      );
    }
    for (const kind of plugin.produces ?? []) produced.add(kind);
  }
}

/** Creates every plugin of a chain once. @throws MirrorError MIRROR_PLUGIN_FAILED at the entry's line in `file` */
export function createSteps(entries: readonly ChainEntry[], run: RunContext, file: string): Step[] {
  return entries.map((entry) => ({
    name: entry.plugin.name,
    layers: entry.plugin.layers ?? false,
    hooks: create(entry, run, file),
  }));
}

function create({ plugin, use }: ChainEntry, run: RunContext, file: string): PluginHooks {
  try {
    return plugin.create(use.options, run);
  } catch (thrown) {
    const hint = 'Mend the plugin, or its options.';
    const place = { file, ...use.position };
    if (thrown instanceof OptionError) {
      throw thrown.at(use.locator?.place(['with', thrown.option]) ?? place);
    }
    if (thrown instanceof MirrorError) throw thrown.at(place);
    const message = `plugin ${use.use} cannot be created: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
    throw new MirrorError('MIRROR_PLUGIN_FAILED', message, { cause: thrown, place, hint });
  }
}

/** What of a chain changes its result: each plugin's name with its fingerprint, in order. */
export function chainFingerprint(entries: readonly ChainEntry[], steps: readonly Step[]): string {
  return entries
    .map(
      ({ plugin, use }, index) =>
        `${plugin.name}:${steps[index]?.hooks.fingerprint?.() ?? stableJson(use.options)}`,
    )
    .join('|');
}

/** JSON with sorted keys, so that the order in which options are written does not matter. */
export function stableJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}
