import type { OciClientOptions, RegistrySettings } from '@multiarch-mirror/oci';
import type { Config } from '../config/config.ts';

/** What the manifest says about registries, for a client of them. */
export function clientOptions(
  config: Pick<Config, 'registries'>,
  signal: AbortSignal,
  identity: 'known' | 'anonymous' = 'known',
): OciClientOptions {
  const registries = Object.fromEntries(
    Object.entries(config.registries).map(
      ([host, { insecure, concurrency, auth, ca, timeout }]): [string, RegistrySettings] => [
        host,
        {
          ...(insecure !== undefined && { insecure }),
          ...(ca !== undefined && { ca }),
          ...(timeout !== undefined && { timeout }),
          ...(concurrency !== undefined && { concurrency }),
          ...(auth !== undefined && identity === 'known' && { auth }),
        },
      ],
    ),
  );
  return { registries, signal, ...(identity === 'anonymous' && { credentials: async () => undefined }) };
}
