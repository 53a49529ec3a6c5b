import { formatRepository, type RepositoryName } from '@multiarch-mirror/oci';

/** The name of a repository in an export: its path below the manifest's destination, or all of it where it lies elsewhere. */
export function memberOf(namespace: RepositoryName, repository: RepositoryName): string {
  const prefix = `${formatRepository(namespace)}/`;
  const name = formatRepository(repository);
  return name.startsWith(prefix) ? name.slice(prefix.length) : name;
}
