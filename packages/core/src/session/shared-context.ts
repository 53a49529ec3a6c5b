import { createExec } from '../plugin/exec.ts';
import type { RunContext } from '../plugin/run-context.ts';
import { readInvocation } from './invocation.ts';
import type { SessionOptions } from './session-options.ts';

/** What all plugins of all chains share; the rest of the context is each chain's own. */
export type SharedContext = Omit<RunContext, 'useSigning' | 'useIdentity'>;

export function sharedContext(
  directory: string,
  { signal, log, version, environment = process.env }: SessionOptions,
): SharedContext {
  const tools = new Map(version === undefined ? [] : [['mirror', version]]);
  return {
    exec: createExec(signal, environment),
    log,
    signal,
    directory,
    environment,
    tools,
    invocation: readInvocation(environment),
    recordTool: (name, found) => void tools.set(name, found),
  };
}
