import { OciClient } from '@multiarch-mirror/oci';
import { clientOptions } from '../session/client-options.ts';
import type { Session } from '../session/session.ts';
import type { Check } from './check.ts';
import { checkRegistry } from './check-registry.ts';
import { checkSigning } from './check-signing.ts';
import { checkTools } from './check-tools.ts';
import { registryUses } from './registry-uses.ts';

/** Who asks waits for the answer: a registry that does not give one is asked once more, and that is it. */
const retry = { attempts: 2, baseDelay: 200, maxDelay: 2000 } as const;

/** Looks at everything that a run of the manifest depends on. Nothing is changed anywhere. */
export async function diagnose(session: Session, environment: NodeJS.ProcessEnv): Promise<Check[]> {
  const { config, signal } = session;
  const client = new OciClient({ ...clientOptions(config, signal), retry });
  try {
    const registries = Promise.all(registryUses(config).map((use) => checkRegistry(client, use)));
    const [tools, places, signing] = await Promise.all([
      checkTools(session),
      registries,
      checkSigning(session, environment),
    ]);
    signal.throwIfAborted();
    return [...tools, ...places.flat(), ...signing];
  } finally {
    await client.close();
  }
}
