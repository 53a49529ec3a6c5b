import type { PluginValidator } from '@multiarch-mirror/core/manifest';
import { validators } from './plugin-validators.generated.ts';

/** What checks the `with` of plugins of ours, without loading any of them. */
export const pluginValidators: readonly PluginValidator[] = Object.entries(validators).map(
  ([name, validate]) => ({ name, validate }),
);
