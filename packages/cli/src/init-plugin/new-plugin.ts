import { join, relative } from 'node:path';
import { buildConfiguration, foreignPackage, ourPackage, typeConfiguration } from './package-files.ts';
import type { PluginName } from './plugin-name.ts';
import { pluginSource } from './plugin-source.ts';
import { pluginTest } from './plugin-test.ts';
import { readme } from './readme.ts';

/** A plugin that is about to be written. */
export interface NewPlugin {
  name: string;
  packageName: string;
  folder: string;
  /** What a manifest in the working directory says to use it. */
  use: string;
  files: { path: string; text: string }[];
  /** The commands that come next. */
  next: string[];
}

/** Where it is written: `checkout` is the root of mirror's own. */
export interface Whereabouts {
  directory: string;
  checkout: string | undefined;
}

/** One of ours in TypeScript, or a package of its own in JavaScript, which needs no build to be published. */
export function newPlugin({ name, scope }: PluginName, { directory, checkout }: Whereabouts): NewPlugin {
  const inside = checkout !== undefined;
  const packageName = inside
    ? `@multiarch-mirror/plugin-${name}`
    : `@${scope ?? 'local'}/mirror-plugin-${name}`;
  const folder = inside
    ? join(checkout, 'packages', `plugin-${name}`)
    : join(directory, `mirror-plugin-${name}`);
  const language = inside ? 'typescript' : 'javascript';
  const ending = inside ? 'ts' : 'js';
  const shown = relative(directory, folder) || '.';
  const texts: Record<string, string> = {
    'package.json': inside ? ourPackage(name, packageName) : foreignPackage(name, packageName),
    'README.md': readme({ name, packageName, use: inside ? name : packageName }),
    [`src/index.${ending}`]: `export { default } from './plugin.${ending}';\n`,
    [`src/plugin.${ending}`]: pluginSource(name, language),
    [`src/plugin.test.${ending}`]: pluginTest(name, language),
    ...(inside && { 'tsconfig.json': typeConfiguration, 'tsconfig.build.json': buildConfiguration }),
  };
  return {
    name,
    packageName,
    folder,
    use: inside ? name : `./${shown}/src/index.js`,
    files: Object.entries(texts).map(([path, text]) => ({ path: join(folder, path), text })),
    next: inside
      ? ['npm install', 'npm run schema', `npx vitest run --project plugin-${name}`]
      : [`cd ${shown} && npm install && npm test`],
  };
}
