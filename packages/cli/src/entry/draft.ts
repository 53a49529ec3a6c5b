import { type Config, type ImageConfig, insertEntry, type ManifestEntry } from '@multiarch-mirror/core';
import { type ValidateResult, validateManifest } from '@multiarch-mirror/core/manifest';
import { checkManifest } from '../commands/check-manifest.ts';
import type { GlobalOptions } from '../commands/global-options.ts';
import { exitCodes } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { pluginValidators } from '../plugin-validators.ts';
import { Refusal } from '../refusal.ts';

/** A tag that nobody has, for an entry whose tags are not known yet. */
const standIn = '_';

/** A manifest that is about to get an entry. */
export interface Draft {
  file: string;
  text: string;
  /** Without the entry. */
  config: Config;
  /** What an entry would be, by the manifest's defaults. @throws Refusal */
  imageOf(entry: Pick<ManifestEntry, 'name' | 'source' | 'destination'>): ImageConfig;
  /** Whether the manifest would be valid: the line that the entry is on. @throws Refusal */
  check(text: string): number;
}

/** @throws Refusal for a manifest that would not be valid with an entry more; MirrorError where there is none */
export async function openDraft(io: Io, options: Pick<GlobalOptions, 'config'>): Promise<Draft> {
  const { config, logLevel, color } = { logLevel: 'info', color: false, ...options } as const;
  const { file, text = '', result } = await checkManifest(io, { config, logLevel, color }, 'warning');
  const validate = (content: string): ValidateResult =>
    validateManifest(content, {
      file,
      plugins: pluginValidators,
      environment: io.environment,
      unset: 'warning',
    });
  const known = result.config ?? result.partial;
  if (known === undefined) throw new Refusal(result.errors ?? [], exitCodes.usage, text);
  return {
    file,
    text,
    config: known,
    imageOf: (entry) => {
      const content = insertEntry(text, { ...entry, tags: [standIn] });
      const checked = validate(content);
      const image = checked.config?.images.at(-1);
      if (image !== undefined) return image;
      // What was wrong before is shown where it stands in the file.
      const own = result.errors === undefined;
      throw new Refusal((own ? checked.errors : result.errors) ?? [], exitCodes.usage, own ? content : text);
    },
    check: (content) => {
      const checked = validate(content);
      const image = checked.config?.images.at(-1);
      if (image === undefined) throw new Refusal(checked.errors ?? [], exitCodes.usage, content);
      return image.position.line;
    },
  };
}
