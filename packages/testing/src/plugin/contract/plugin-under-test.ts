import type { Plugin } from '@multiarch-mirror/core/plugin';
import type { FakeImageContext, FakeImageOptions } from '../fake-image-context.ts';
import type { FakeRunOptions } from '../fake-run-context.ts';

/** A plugin, and what the contract needs to know of it. */
export interface PluginUnderTest<Options> {
  plugin: Plugin<Options>;
  /** `import.meta.url` of the test. The package is the nearest folder above it with a package.json. */
  location: string;
  /** Options that the schema takes; the first ones are used wherever it does not matter which. */
  options: readonly [Options, ...Options[]];
  /** What the schema must refuse, beside keys that it does not know. */
  refused?: readonly unknown[];
  /** Pairs of options that give another result, so that published images have to be looked at again. */
  changes?: readonly (readonly [Options, Options])[];
  /** Pairs of options that give the same result. */
  equals?: readonly (readonly [Options, Options])[];
  /** Tools and whatever else the plugin finds around it; asked anew for each case. */
  surroundings?: (place: Place) => Surroundings | Promise<Surroundings>;
  /** It makes use of tools where they are there, and does its work without them. */
  toolsOptional?: boolean;
  /** Puts into the image what the chain has done before the plugin's turn: what it consumes. */
  before?: (image: FakeImageContext) => void;
}

/** Where a case takes place. */
export interface Place {
  /** Of this case alone, and empty. */
  directory: string;
}

export interface Surroundings {
  run?: FakeRunOptions;
  image?: FakeImageOptions;
}

/** What every plugin must do, and how that is found out. It throws an assertion error where it does not. */
export interface PluginCase {
  name: string;
  run: (subject: PluginUnderTest<Record<string, unknown>>) => Promise<void>;
}
