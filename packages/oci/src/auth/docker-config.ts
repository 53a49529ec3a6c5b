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
}

interface DockerConfig {
  auths?: Record<string, AuthEntry>;
  credHelpers?: Record<string, string>;
  credsStore?: string;
}

/** The key of Docker Hub in docker's own files and helpers. */
const dockerHubKey = 'https://index.docker.io/v1/';

/**
 * Credentials from docker's `config.json` in `DOCKER_CONFIG` or `~/.docker`: the registry's own helper, then the entry of
 * `auths`, then the store. The file is read once. No file means no credentials.
 */
export function dockerCredentials(directory?: string): CredentialSource {
  const file = join(directory ?? process.env.DOCKER_CONFIG ?? join(homedir(), '.docker'), 'config.json');
  let config: Promise<DockerConfig> | undefined;
  return async (registry) => {
    config ??= readConfig(file);
    return find(await config, registry);
  };
}

async function find(config: DockerConfig, registry: string): Promise<Credentials | undefined> {
  const keys = keysOf(registry);
  const server = registry === 'docker.io' ? dockerHubKey : registry;
  const helper = keys.map((key) => config.credHelpers?.[key]).find((name) => name !== undefined);
  const byHelper = helper === undefined ? undefined : await helperCredentials(helper, server);
  if (byHelper !== undefined) return byHelper;
  for (const key of keys) {
    const entry = config.auths?.[key];
    const credentials = entry === undefined ? undefined : entryCredentials(entry);
    if (credentials !== undefined) return credentials;
  }
  return config.credsStore === undefined || config.credsStore === ''
    ? undefined
    : helperCredentials(config.credsStore, server);
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
  return ociError('MIRROR_DOCKER_CONFIG_INVALID', `docker's configuration is not usable: ${why}`, {
    hint: 'Mend the file, or run "docker login" again.',
    place: { file },
    ...(cause === undefined ? {} : { cause }),
  });
}
