import { resolve } from 'node:path';
import { MirrorError } from '@multiarch-mirror/errors';
import { parseNamespace, type RepositoryName } from '@multiarch-mirror/oci/names';
import type { ManifestPath } from './manifest-document.ts';
import { parseName } from './reference-hint.ts';
import type { Resolver } from './resolver.ts';
import { reportUnset } from './unset.ts';

/** What stands where a destination is faulty or its variables are unset, so that the rest can be checked. */
const standIn: RepositoryName = { transport: 'registry', registry: 'unknown.invalid', path: 'unknown' };

/** The `destination` at `path`. `used`: an unset variable is an error. */
export function resolveDestination(
  text: string,
  path: ManifestPath,
  used: boolean,
  resolver: Resolver,
): RepositoryName {
  const { text: expanded, unset, faulty } = resolver.expand(text, path);
  reportUnset(unset, used, resolver.issues);
  if (unset.length > 0 || faulty) return standIn;
  const parse = (): RepositoryName => parseDestination(expanded, (directory) => resolver.absolute(directory));
  return resolver.issues.attempt(path, parse) ?? standIn;
}

/** The `--destination` of the command line, relative to the working directory. */
export function overrideDestination(text: string): RepositoryName {
  return parseDestination(text, (path) => resolve(path));
}

const form = 'Write registry[:port]/namespace, such as ghcr.io/acme/mirror, or oci:DIRECTORY.';

/** @throws MirrorError MIRROR_CONFIG_REFERENCE */
function parseDestination(text: string, absolute: (path: string) => string): RepositoryName {
  const name = parseName(text, parseFull, form);
  return name.transport === 'layout' ? { ...name, directory: absolute(name.directory) } : name;
}

function parseFull(text: string): RepositoryName {
  const name = parseNamespace(text);
  // Without a host it would silently be Docker Hub.
  if (name.transport === 'layout' || text.toLowerCase().startsWith(`${name.registry}/`)) return name;
  throw new MirrorError('MIRROR_CONFIG_REFERENCE', `${JSON.stringify(text)} names no registry`);
}
