import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { registerSecret } from '@multiarch-mirror/errors';
import { ociError } from '../codes.ts';
import { helperCredentials } from './credential-helper.ts';
import { type CredentialSource, type Credentials, credentialsOf } from './credentials.ts';

interface AuthEntry {
  auth?: string;
  username?: string;
  password?: string;
  identitytoken?: string;
  registrytoken?: string;
}

interface DockerConfig {
  auths?: Record<string, AuthEntry>;
  credHelpers?: Record<string, string>;
  credsStore?: string;
}

/** The key of Docker Hub in docker's own files and helpers. */
const dockerHubKey = 'https://index.docker.io/v1/';

/** Credentials from docker's `config.json` in a directory (default `DOCKER_CONFIG`, or `~/.docker`). See `fileCredentials`. */
export function dockerCredentials(directory?: string): CredentialSource {
  return fileCredentials(
    join(directory ?? process.env.DOCKER_CONFIG ?? join(homedir(), '.docker'), 'config.json'),
  );
}

/**
 * Credentials from a file of docker or podman: the registry's own helper, then the entry of `auths` that names most of the
 * repository's path (containers-auth.json(5)), then the store. The file is read once, and each helper asked once for a registry.
 * No file means no credentials.
 * @throws MirrorError MIRROR_DOCKER_CONFIG_INVALID, MIRROR_CREDENTIAL_HELPER_FAILED
 */
export function fileCredentials(file: string): CredentialSource {
  let config: Promise<DockerConfig> | undefined;
  const asked = new Map<string, Promise<Credentials | undefined>>();
  const ask = (helper: string, server: string) => {
    const key = `${helper} ${server}`;
    const answer = asked.get(key) ?? helperCredentials(helper, server);
    asked.set(key, answer);
    return answer;
  };
  return async (registry, path) => {
    config ??= readConfig(file);
    return find(await config, registry, path, ask);
  };
}

type AskHelper = (helper: string, server: string) => Promise<Credentials | undefined>;

async function find(
  config: DockerConfig,
  registry: string,
  path: string | undefined,
  ask: AskHelper,
): Promise<Credentials | undefined> {
  const keys = keysOf(registry);
  const server = registry === 'docker.io' ? dockerHubKey : registry;
  const helper = keys.map((key) => config.credHelpers?.[key]).find((name) => name !== undefined);
  const byHelper = helper === undefined ? undefined : await ask(helper, server);
  if (byHelper !== undefined) return byHelper;
  for (const key of [...pathKeys(registry, path), ...keys]) {
    const entry = config.auths?.[key];
    const credentials = entry === undefined ? undefined : entryCredentials(entry);
    if (credentials !== undefined) return credentials;
  }
  return config.credsStore === undefined || config.credsStore === ''
    ? undefined
    : ask(config.credsStore, server);
}

/** Names of a repository and of the namespaces above it, the longest first. */
function pathKeys(registry: string, path: string | undefined): string[] {
  const parts = path === undefined ? [] : path.split('/');
  return parts.map((_, index) => `${registry}/${parts.slice(0, parts.length - index).join('/')}`);
}

/** Names under which a registry stands in docker's config: its host, or a URL of it. */
function keysOf(registry: string): string[] {
  const hosts =
    registry === 'docker.io' ? ['index.docker.io', 'docker.io', 'registry-1.docker.io'] : [registry];
  return hosts.flatMap((host) => [
    host,
    ...['https', 'http'].flatMap((scheme) =>
      ['', '/', '/v1/', '/v2/', '/v1', '/v2'].map((end) => `${scheme}://${host}${end}`),
    ),
  ]);
}

function entryCredentials(entry: AuthEntry): Credentials | undefined {
  if (typeof entry.identitytoken === 'string' && entry.identitytoken !== '') {
    registerSecret(entry.identitytoken);
    return { identityToken: entry.identitytoken };
  }
  if (typeof entry.registrytoken === 'string' && entry.registrytoken !== '') {
    registerSecret(entry.registrytoken);
    return { registryToken: entry.registrytoken };
  }
  if (typeof entry.auth === 'string' && entry.auth !== '') {
    const decoded = Buffer.from(entry.auth, 'base64').toString('utf8').replace(/\0+$/, '');
    const colon = decoded.indexOf(':');
    if (colon > 0) return credentialsOf(decoded.slice(0, colon), decoded.slice(colon + 1));
  }
  if (typeof entry.username === 'string' && typeof entry.password === 'string' && entry.username !== '') {
    return credentialsOf(entry.username, entry.password);
  }
  return undefined;
}

async function readConfig(file: string): Promise<DockerConfig> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw invalid(file, 'it cannot be read', error);
  }
  let config: unknown;
  try {
    config = JSON.parse(text);
  } catch {
    throw invalid(file, 'it is not JSON');
  }
  if (typeof config !== 'object' || config === null) throw invalid(file, 'it is not a JSON object');
  return config;
}

function invalid(file: string, why: string, cause?: unknown): Error {
  return ociError(
    'MIRROR_DOCKER_CONFIG_INVALID',
    `the file with registry credentials is not usable: ${why}`,
    {
      hint: 'Mend the file, or log in again ("docker login", "podman login").',
      place: { file },
      ...(cause === undefined ? {} : { cause }),
    },
  );
}
