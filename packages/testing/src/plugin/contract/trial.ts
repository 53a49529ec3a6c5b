import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ArtifactKind, Exec, PluginHooks } from '@multiarch-mirror/core/plugin';
import { type FakeImageContext, fakeImageContext } from '../fake-image-context.ts';
import { type FakeRunContext, fakeRunContext } from '../fake-run-context.ts';
import type { PluginUnderTest, Surroundings } from './plugin-under-test.ts';

/** What stands in the environment of every case and must be seen nowhere. */
export const plantedSecrets: Readonly<Record<string, string>> = {
  GITHUB_TOKEN: 'planted-github-token-5b1f',
  GH_TOKEN: 'planted-gh-token-77aa',
  SIGSTORE_ID_TOKEN: 'planted-identity-token-90cd',
  MIRROR_PASSWORD: 'planted-password-12ef',
};

/** A plugin at work on an image that is all its own. */
export interface Trial {
  readonly hooks: PluginHooks;
  readonly run: FakeRunContext;
  readonly image: FakeImageContext;
  /** Names of the kinds that it has emitted and read. */
  readonly emitted: Set<string>;
  readonly read: Set<string>;
  /** How many tools it has started. */
  readonly tools: { started: number };
  /** The same image later: what stands there stands, what was emitted is gone. */
  again(): Trial;
}

export interface TrialOptions {
  options?: Record<string, unknown>;
  /** Takes the place of the tools of the surroundings. */
  exec?: Exec;
  signal?: AbortSignal;
  /** An image without an index. */
  single?: boolean;
}

/** Lets a plugin work in a directory of its own, which is gone afterwards. */
export async function inTrial(
  subject: PluginUnderTest<Record<string, unknown>>,
  options: TrialOptions,
  work: (trial: Trial) => Promise<void>,
): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'mirror-plugin-'));
  try {
    const surroundings = (await subject.surroundings?.({ directory })) ?? {};
    await work(createTrial(subject, surroundings, directory, options));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function createTrial(
  subject: PluginUnderTest<Record<string, unknown>>,
  surroundings: Surroundings,
  directory: string,
  options: TrialOptions,
  earlier?: FakeImageContext,
): Trial {
  const tools = { started: 0 };
  const signal = options.signal ?? new AbortController().signal;
  const exec = counted(options.exec ?? surroundings.image?.exec ?? surroundings.run?.exec, signal, tools);
  const run = fakeRunContext({
    directory,
    ...surroundings.run,
    environment: { ...plantedSecrets, ...surroundings.run?.environment },
    exec: counted(options.exec ?? surroundings.run?.exec ?? surroundings.image?.exec, signal, tools),
    signal,
  });
  const single = { index: false, platforms: { 'linux/amd64': {} } };
  const fake = fakeImageContext({
    temporaryDirectory: directory,
    ...surroundings.image,
    ...(options.single === true && single),
    exec,
    signal,
  });
  subject.before?.(fake);
  if (earlier !== undefined) fake.standing.splice(0, fake.standing.length, ...earlier.standing);
  const emitted = new Set<string>();
  const read = new Set<string>();
  const image: FakeImageContext = {
    ...fake,
    emit: <Value>(kind: ArtifactKind<Value>, value: Value) => {
      emitted.add(kind.name);
      fake.emit(kind, value);
    },
    read: <Value>(kind: ArtifactKind<Value>) => {
      read.add(kind.name);
      return fake.read(kind);
    },
  };
  const hooks = subject.plugin.create(options.options ?? subject.options[0], run);
  const again = () => createTrial(subject, surroundings, directory, options, image);
  return { hooks, run, image, emitted, read, tools, again };
}

function counted(exec: Exec | undefined, signal: AbortSignal, tools: { started: number }): Exec {
  return async (command, args, options) => {
    signal.throwIfAborted();
    tools.started += 1;
    if (exec === undefined)
      throw new Error(`the plugin runs ${command}: give the contract an \`exec\` in \`surroundings\``);
    return exec(command, args, options);
  };
}

/** The hooks of one image in the order of a run, without `verify`. @returns what `inspect` said */
export async function workOn({ hooks, image }: Trial): Promise<string | undefined> {
  await hooks.admit?.(image);
  const state = await hooks.inspect?.(image);
  if (state !== 'complete') await hooks.attest?.(image);
  return state;
}
