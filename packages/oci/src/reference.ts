import { ociError } from './codes.ts';
import { isDigest } from './digest.ts';

/** Where manifests live: a repository of a registry, or a directory with an OCI layout. */
export type RepositoryName =
  | {
      transport: 'registry';
      /** `host[:port]` as it is named in configuration and output: `docker.io`, never `registry-1.docker.io`. */
      registry: string;
      /** `library/debian`. */
      path: string;
    }
  | {
      transport: 'layout';
      /** A directory, as given. */
      directory: string;
    };

/** A repository with a tag, a digest, or both. */
export interface Reference {
  repository: RepositoryName;
  tag?: string;
  digest?: string;
}

/** The tag that a reference without tag and digest stands for. */
export const defaultTag = 'latest';

const layoutScheme = 'oci:';
const tagPattern = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
const componentPattern = /^[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*$/;
const labelPattern = /^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?$/;
const dockerHosts = new Set(['docker.io', 'index.docker.io', 'registry-1.docker.io']);

/** Whether the text is a tag (distribution-spec, "Pulling manifests"). */
export function isTag(text: string): boolean {
  return tagPattern.test(text);
}

/**
 * `[HOST[:PORT]/]PATH[:TAG][@DIGEST]`, or `oci:DIRECTORY[:TAG][@DIGEST]` for a layout. Without a host it is Docker Hub, and
 * there a path of one part is below `library/`.
 * @throws MirrorError MIRROR_REFERENCE_INVALID
 */
export function parseReference(text: string): Reference {
  const layout = text.startsWith(layoutScheme);
  let rest = layout ? text.slice(layoutScheme.length) : text;
  const reference: Partial<Reference> = {};
  // A directory may hold an `@`, so for a layout only what looks like a digest is one.
  const at = rest.lastIndexOf('@');
  if (at >= 0 && (!layout || isDigest(rest.slice(at + 1)))) {
    const digest = rest.slice(at + 1);
    if (!isDigest(digest)) throw invalid(text, `"${digest}" is not a sha256 or sha512 digest`);
    reference.digest = digest;
    rest = rest.slice(0, at);
  }
  const colon = rest.lastIndexOf(':');
  if (colon > rest.lastIndexOf('/')) {
    const tag = rest.slice(colon + 1);
    if (!isTag(tag)) throw invalid(text, `"${tag}" is not a tag`);
    reference.tag = tag;
    rest = rest.slice(0, colon);
  }
  const repository = layout ? layoutName(text, rest) : registryName(text, rest, true);
  return { repository, ...reference };
}

/**
 * A repository without tag and digest: `[HOST[:PORT]/]PATH`, or `oci:DIRECTORY`.
 * @throws MirrorError MIRROR_REFERENCE_INVALID
 */
export function parseRepository(text: string): RepositoryName {
  return withoutTag(text, parseReference(text));
}

/**
 * Below what repositories live: like `parseRepository`, but `docker.io/acme` stays as it is, since `childRepository` adds to it.
 * @throws MirrorError MIRROR_REFERENCE_INVALID
 */
export function parseNamespace(text: string): RepositoryName {
  const name = withoutTag(text, parseReference(text));
  // A bare host would be read as a repository of Docker Hub.
  if (name.transport === 'registry' && /^[^/]*\.[^/]*$/.test(text))
    throw invalid(text, 'a namespace is missing after the host');
  return name.transport === 'layout' ? name : registryName(text, text, false);
}

/** The repository or directory `path` below a namespace or directory. @throws MirrorError MIRROR_REFERENCE_INVALID */
export function childRepository(name: RepositoryName, path: string): RepositoryName {
  checkPath(path, path);
  if (name.transport === 'layout') {
    return { transport: 'layout', directory: `${name.directory.replace(/\/+$/, '')}/${path}` };
  }
  const child = `${name.path}/${path}`;
  checkPath(`${name.registry}/${child}`, child);
  return { ...name, path: child };
}

/** `docker.io/library/debian`, `oci:DIRECTORY`. */
export function formatRepository(name: RepositoryName): string {
  return name.transport === 'layout' ? `${layoutScheme}${name.directory}` : `${name.registry}/${name.path}`;
}

/** The reference in full; `parseReference` reads it back. */
export function formatReference(reference: Reference): string {
  const tag = reference.tag === undefined ? '' : `:${reference.tag}`;
  const digest = reference.digest === undefined ? '' : `@${reference.digest}`;
  return `${formatRepository(reference.repository)}${tag}${digest}`;
}

/** A repository's name with the tag or digest that a request is about, for messages. */
export function referenceTo(repository: RepositoryName, tagOrDigest: string): string {
  return formatReference(
    isDigest(tagOrDigest) ? { repository, digest: tagOrDigest } : { repository, tag: tagOrDigest },
  );
}

function withoutTag(text: string, reference: Reference): RepositoryName {
  if (reference.tag !== undefined || reference.digest !== undefined) {
    throw invalid(text, 'a repository has neither tag nor digest');
  }
  return reference.repository;
}

function layoutName(text: string, directory: string): RepositoryName {
  if (directory === '' || directory.includes('\0')) throw invalid(text, 'the directory is missing');
  return { transport: 'layout', directory };
}

function registryName(text: string, rest: string, library: boolean): RepositoryName {
  const slash = rest.indexOf('/');
  const first = slash < 0 ? '' : rest.slice(0, slash);
  const hasHost = /[.:[]/.test(first) || first.toLowerCase() === 'localhost';
  // Some tools take a word with capitals for a host; in lower case, as hosts are kept, it would name another place.
  if (!hasHost && /[A-Z]/.test(first)) throw invalid(text, `"${first}" is neither a host nor in lower case`);
  let registry = hasHost ? first.toLowerCase() : 'docker.io';
  let path = hasHost ? rest.slice(slash + 1) : rest;
  checkHost(text, registry);
  if (dockerHosts.has(registry)) {
    registry = 'docker.io';
    if (library && !path.includes('/')) path = `library/${path}`;
  }
  checkPath(text, path);
  return { transport: 'registry', registry, path };
}

function checkHost(text: string, registry: string): void {
  const [, host = '', port] = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/.exec(registry) ?? [];
  const literal = /^\[[0-9a-f:.]+\]$/.test(host) && URL.canParse(`http://${host}/`);
  if (!literal && (host.length > 253 || !host.split('.').every((label) => labelPattern.test(label)))) {
    throw invalid(text, `"${registry}" is not a host name`);
  }
  if (port !== undefined && !(/^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65535)) {
    throw invalid(text, `"${port}" is not a port`);
  }
}

function checkPath(text: string, path: string): void {
  if (path.length > 255) throw invalid(text, 'its path is longer than 255 characters');
  const bad = path.split('/').find((component) => !componentPattern.test(component));
  if (bad === undefined) return;
  throw invalid(
    text,
    bad === '' ? 'a part of its path is empty' : `"${bad}" is not a part of a repository's path`,
  );
}

function invalid(text: string, why: string): Error {
  return ociError('MIRROR_REFERENCE_INVALID', `"${text}" is not a valid reference: ${why}`, {
    hint: 'Write HOST[:PORT]/PATH[:TAG][@DIGEST] with a path in lower case, or oci:DIRECTORY[:TAG].',
  });
}
