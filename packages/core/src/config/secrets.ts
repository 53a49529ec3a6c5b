import { registerSecret } from '@multiarch-mirror/errors';

/** Hides the passwords of a manifest, however wrong the rest of it is: messages show lines and values. */
export function hidePasswords(manifest: unknown): void {
  const registries = member(manifest, 'registries');
  if (typeof registries !== 'object' || registries === null) return;
  for (const registry of Object.values(registries)) {
    const auth = member(registry, 'auth');
    // A name of a variable is no secret; its value is hidden where it is put in.
    for (const secret of [auth, member(auth, 'password')]) {
      if (typeof secret === 'string' && !secret.includes('${')) registerSecret(secret);
    }
  }
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}
