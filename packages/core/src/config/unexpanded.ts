import { MirrorError } from '@multiarch-mirror/errors';
import type { ManifestPath } from './manifest-document.ts';

const variable = /\$\{[A-Za-z_][A-Za-z0-9_]*(?::-[^}]*)?\}/;

/** @throws MirrorError MIRROR_CONFIG_VALUE where text names a variable in a place in which none is expanded */
export function refuseVariables(text: string, name: string): void {
  const found = variable.exec(text)?.[0];
  if (found === undefined) return;
  throw new MirrorError('MIRROR_CONFIG_VALUE', `${found} is not expanded in ${name}`, {
    hint: 'Write the value itself: variables stand in destination, registries and sigstore only.',
  });
}

/** Every text of a value that names a variable. */
export function findVariables(
  value: unknown,
  path: ManifestPath = [],
): { variable: string; path: ManifestPath }[] {
  if (typeof value === 'string') {
    const found = variable.exec(value)?.[0];
    return found === undefined ? [] : [{ variable: found, path }];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => findVariables(member, [...path, key]));
}
