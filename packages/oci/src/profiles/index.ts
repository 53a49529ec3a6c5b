import { acr } from './acr.ts';
import { dockerHub } from './docker-hub.ts';
import { ecr } from './ecr.ts';
import { gar } from './gar.ts';
import { generic } from './generic.ts';
import { ghcr } from './ghcr.ts';
import { gitlab } from './gitlab.ts';
import { harbor } from './harbor.ts';
import type { RegistryProfile } from './profile.ts';
import { quay } from './quay.ts';

/** Every profile; a test compares the list to the folder. */
export const profiles: readonly RegistryProfile[] = [
  ghcr,
  dockerHub,
  quay,
  ecr,
  gar,
  acr,
  harbor,
  gitlab,
  generic,
];

/** The profile of a registry by its name; `generic` where none is known. */
export function profileOfHost(registry: string): RegistryProfile {
  const host = registry.replace(/:\d+$/, '');
  return profiles.find(({ match }) => match.hosts.some((pattern) => pattern.test(host))) ?? generic;
}

/** The profile that an answer gives away, if it does. */
export function profileOfAnswer(
  headers: Record<string, string | string[] | undefined>,
): RegistryProfile | undefined {
  const challenge = [headers['www-authenticate'] ?? []].flat().join(', ');
  return profiles.find(
    ({ match }) =>
      match.headers?.some((name) => headers[name] !== undefined) === true ||
      (challenge !== '' && match.challenges?.some((pattern) => pattern.test(challenge)) === true),
  );
}

/** The profile of this name. */
export function profileNamed(name: string): RegistryProfile | undefined {
  return profiles.find((profile) => profile.name === name);
}
