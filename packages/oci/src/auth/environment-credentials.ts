import { homedir } from 'node:os';
import { join } from 'node:path';
import { type CredentialSource, credentialsOf, firstOf } from './credentials.ts';
import { fileCredentials } from './docker-config.ts';

type Environment = Record<string, string | undefined>;

/**
 * Credentials as the tools of this machine keep them: the files of docker and podman, in the order of `credentialFiles`, and inside
 * GitHub Actions, for ghcr.io and only where they have nothing, `GITHUB_TOKEN`.
 */
export function environmentCredentials(environment: Environment = process.env): CredentialSource {
  return firstOf(...credentialFiles(environment).map(fileCredentials), actionsCredentials(environment));
}

/**
 * Where credentials may be: what a variable names first (`REGISTRY_AUTH_FILE`, `DOCKER_CONFIG`), then docker's own file, then podman's
 * (containers-auth.json(5)). `DOCKER_CONFIG` takes the place of `~/.docker`, as it does for docker.
 */
export function credentialFiles(environment: Environment, home: string = homedir()): string[] {
  const { REGISTRY_AUTH_FILE, DOCKER_CONFIG, XDG_RUNTIME_DIR, XDG_CONFIG_HOME } = environment;
  const files = [
    REGISTRY_AUTH_FILE || undefined,
    join(DOCKER_CONFIG || join(home, '.docker'), 'config.json'),
    XDG_RUNTIME_DIR ? join(XDG_RUNTIME_DIR, 'containers', 'auth.json') : undefined,
    join(XDG_CONFIG_HOME || join(home, '.config'), 'containers', 'auth.json'),
  ];
  return [...new Set(files.filter((file) => file !== undefined))];
}

/** The token of a job of GitHub Actions. It is not in the environment unless the workflow puts it there. */
export function actionsCredentials(environment: Environment): CredentialSource {
  const { GITHUB_ACTIONS, GITHUB_TOKEN = '', GITHUB_ACTOR } = environment;
  return (registry) => {
    const applies = registry === 'ghcr.io' && GITHUB_ACTIONS === 'true' && GITHUB_TOKEN !== '';
    return Promise.resolve(
      applies ? credentialsOf(GITHUB_ACTOR || 'github-actions', GITHUB_TOKEN) : undefined,
    );
  };
}
