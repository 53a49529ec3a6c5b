import { MirrorError } from '@multiarch-mirror/errors';
import { exitCodes } from '../exit-code.ts';
import { Refusal } from '../refusal.ts';

/** What a plugin is called, and its package's scope where one was given. */
export interface PluginName {
  /** `licences` */
  name: string;
  /** `acme` */
  scope: string | undefined;
}

const pattern = /^(?:@([a-z0-9][a-z0-9-]*)\/)?(?:mirror-)?(?:plugin-)?([a-z][a-z0-9]*(?:-[a-z0-9]+)*)$/;

/** @throws Refusal MIRROR_INIT_PLUGIN_NAME for what is no name */
export function parsePluginName(text: string): PluginName {
  const [, scope, name] = pattern.exec(text) ?? [];
  if (name !== undefined) return { name, scope };
  const error = new MirrorError('MIRROR_INIT_PLUGIN_NAME', `${text} is no name of a plugin`, {
    hint: 'Write words in small letters with hyphens between them, such as licences, or @acme/licences.',
  });
  throw new Refusal([error], exitCodes.usage);
}
