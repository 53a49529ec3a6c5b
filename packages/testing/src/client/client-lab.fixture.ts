import { OciClient, type OciClientOptions, type Repository } from '@multiarch-mirror/oci';
import { type EmbeddedRegistry, startRegistry } from '../registry/embedded-registry.ts';
import type { RegistryOptions } from '../registry/options.ts';
import type { RecordedRequest } from '../registry/recorded-request.ts';

/** Registries and clients of one test. */
export interface ClientLab {
  registry(options?: RegistryOptions): Promise<EmbeddedRegistry>;
  /** Anonymous and quick to repeat, unless it is told otherwise. */
  client(options?: OciClientOptions): OciClient;
  close(): Promise<void>;
}

export function createLab(): ClientLab {
  const opened: { close(): Promise<void> }[] = [];
  return {
    registry: async (options) => {
      const registry = await startRegistry(options);
      opened.push(registry);
      return registry;
    },
    client: (options = {}) => {
      const client = new OciClient({
        credentials: () => Promise.resolve(undefined),
        retry: { attempts: 3, baseDelay: 1, maxDelay: 2_000 },
        ...options,
      });
      opened.push(client);
      return client;
    },
    close: async () => {
      for (const one of opened.splice(0).reverse()) await one.close();
    },
  };
}

/** A repository of a registry, to read, or to write where that is said. */
export function repositoryIn(
  client: OciClient,
  { host }: { host: string },
  path: string,
  writes = false,
): Repository {
  return client.repository({ transport: 'registry', registry: host, path }, { writes });
}

/** `METHOD kind` of each request. */
export function linesOf(requests: readonly RecordedRequest[]): string[] {
  return requests.map(({ method, kind }) => `${method} ${kind}`);
}

/** How often each line is there. */
export function tally(lines: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const line of lines) counts[line] = (counts[line] ?? 0) + 1;
  return counts;
}
