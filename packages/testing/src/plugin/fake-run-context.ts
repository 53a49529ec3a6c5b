import type { Exec, IdentityOptions, Invocation, RunContext, SigningOptions } from '@multiarch-mirror/core';

export interface FakeRunOptions {
  exec?: Exec;
  invocation?: Partial<Invocation>;
  tools?: Record<string, string>;
  /** Of the manifest. */
  directory?: string;
  environment?: Record<string, string>;
  signal?: AbortSignal;
}

/** A `RunContext` in memory that keeps what plugins told it. */
export interface FakeRunContext extends RunContext {
  readonly signing: readonly SigningOptions[];
  readonly identities: readonly IdentityOptions[];
  readonly warnings: readonly string[];
  /** Everything that was logged, warnings too. */
  readonly messages: readonly string[];
}

/** A working run context for tests of plugins. */
export function fakeRunContext(options: FakeRunOptions = {}): FakeRunContext {
  const signing: SigningOptions[] = [];
  const identities: IdentityOptions[] = [];
  const warnings: string[] = [];
  const messages: string[] = [];
  const tools = new Map(Object.entries(options.tools ?? {}));
  return {
    exec: options.exec ?? (() => Promise.reject(new Error('the fake run runs no tool'))),
    log: {
      debug: (message) => void messages.push(message),
      info: (message) => void messages.push(message),
      warn: (message) => {
        warnings.push(message);
        messages.push(message);
      },
    },
    signal: options.signal ?? new AbortController().signal,
    directory: options.directory ?? '/nowhere',
    environment: options.environment ?? {},
    useSigning: (signs) => void signing.push(signs),
    useIdentity: (identity) => void identities.push(identity),
    recordTool: (name, version) => void tools.set(name, version),
    tools,
    invocation: {
      id: 'urn:uuid:00000000-0000-4000-8000-000000000000',
      startedOn: '2024-01-02T03:04:05.000Z',
      ...options.invocation,
    },
    signing,
    identities,
    warnings,
    messages,
  };
}
