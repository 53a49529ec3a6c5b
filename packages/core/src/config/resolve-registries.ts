// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how a manifest names variables
import { registerSecret } from '@multiarch-mirror/errors';
import { parseRepository } from '@multiarch-mirror/oci/names';
import type { RegistryConfig } from './config.ts';
import { parseDuration } from './duration.ts';
import type { UnsetVariable } from './environment.ts';
import type { ManifestPath } from './manifest-document.ts';
import type { RawRegistry } from './raw-manifest.ts';
import type { Resolver } from './resolver.ts';

/** Registries by `host[:port]`, and the variables that each of them lacks. */
export interface ResolvedRegistries {
  registries: Record<string, RegistryConfig>;
  unset: ReadonlyMap<string, UnsetVariable[]>;
}

export function resolveRegistries(
  raw: Readonly<Record<string, RawRegistry>>,
  resolver: Resolver,
): ResolvedRegistries {
  const registries = new Map<string, RegistryConfig>();
  const unset = new Map<string, UnsetVariable[]>();
  for (const [key, entry] of Object.entries(raw)) {
    const path = ['registries', key];
    const name = resolver.expand(key, path);
    if (name.faulty) continue;
    const host = hostOf(name.text);
    if (host === undefined || registries.has(host)) {
      const message =
        host === undefined
          ? `${name.text} is not a registry's host[:port]`
          : `${host} stands in registries twice`;
      const hint =
        host === undefined
          ? 'Write the host with its port, without scheme and path.'
          : 'Keep one of the two.';
      resolver.issues.error('MIRROR_CONFIG_VALUE', path, message, { at: 'key', hint });
      continue;
    }
    const missing = [...name.unset];
    registries.set(host, resolveRegistry(entry, path, missing, resolver));
    unset.set(host, missing);
  }
  return { registries: Object.fromEntries(registries), unset };
}

function resolveRegistry(
  raw: RawRegistry,
  path: ManifestPath,
  missing: UnsetVariable[],
  resolver: Resolver,
): RegistryConfig {
  const expand = (text: string, ...below: string[]): string => {
    const { text: value, unset } = resolver.expand(text, [...path, ...below]);
    missing.push(...unset);
    return value;
  };
  const { auth, ca, concurrency, insecure, timeout } = raw;
  const config: RegistryConfig = {
    ...(concurrency !== undefined && { concurrency }),
    ...(insecure !== undefined && { insecure }),
    ...(timeout !== undefined && { timeout: parseDuration(timeout) }),
    ...(ca !== undefined && { ca: resolver.absolute(expand(ca, 'ca')) }),
  };
  if (auth?.username === undefined || auth.password === undefined) return config;
  if (!auth.password.includes('${')) {
    resolver.issues.warning(
      'MIRROR_CONFIG_SECRET',
      [...path, 'auth', 'password'],
      'a password stands in the manifest',
      {
        hint: 'Take it from the environment: ${NAME}.',
      },
    );
  }
  const before = missing.length;
  const username = expand(auth.username, 'auth', 'username');
  const password = expand(auth.password, 'auth', 'password');
  // Half of a pair of credentials is worse than none.
  if (missing.length > before) return config;
  registerSecret(password);
  return { ...config, auth: { username, password } };
}

/** `docker.io`, `localhost:5000`, by the name under which references have it. */
function hostOf(text: string): string | undefined {
  if (text.includes('/')) return undefined;
  try {
    const name = parseRepository(`${text}/name`);
    return name.transport === 'registry' && /^(?:library\/)?name$/.test(name.path)
      ? name.registry
      : undefined;
  } catch {
    return undefined;
  }
}
