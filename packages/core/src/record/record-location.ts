import { createHash } from 'node:crypto';
import { childRepository, formatRepository, type RepositoryName } from '@multiarch-mirror/oci';

/** The repository and tag that hold the record of one destination repository. */
export interface RecordLocation {
  repository: RepositoryName;
  tag: string;
}

const recordsName = 'mirror-records';
/** distribution-spec, "Pulling manifests": a tag has at most 128 characters. */
const longestTag = 128;

/**
 * `NAMESPACE/mirror-records:NAME`, beside the images. NAME is the repository's path below `namespace`, with `/` as `__`; a
 * repository elsewhere has its record beside itself. A name that is no tag, or too long for one, is hashed.
 */
export function recordLocation(namespace: RepositoryName, repository: RepositoryName): RecordLocation {
  const below = pathOf(repository);
  const root = pathOf(namespace);
  const inside =
    formatRepository(namespace) !== formatRepository(repository) &&
    hostOf(namespace) === hostOf(repository) &&
    below.startsWith(root === '' ? '' : `${root}/`);
  const parent = inside ? root : below.split('/').slice(0, -1).join('/');
  const name = parent === '' ? below : below.slice(parent.length + 1);
  return { repository: childRepository(withPath(repository, parent), recordsName), tag: recordTag(name) };
}

function recordTag(name: string): string {
  const tag = name.replaceAll('/', '__');
  if (tag.length <= longestTag && /^\w[\w.-]*$/.test(tag)) return tag;
  return createHash('sha256').update(name).digest('hex');
}

function pathOf(name: RepositoryName): string {
  return name.transport === 'registry' ? name.path : name.directory.replaceAll('\\', '/');
}

function hostOf(name: RepositoryName): string {
  return name.transport === 'registry' ? name.registry : '';
}

function withPath(name: RepositoryName, path: string): RepositoryName {
  return name.transport === 'registry' ? { ...name, path } : { ...name, directory: path === '' ? '/' : path };
}
