import type { EmbeddedRegistry, RecordedRequest } from '@multiarch-mirror/testing';

/** Requests as `METHOD kind reference` of one repository (or of all), in order of arrival. */
export function asked(registry: EmbeddedRegistry, repository?: string): string[] {
  return registry.requests
    .filter(
      (request) => request.kind !== 'ping' && (repository === undefined || request.repository === repository),
    )
    .map(line);
}

function line({ method, kind, reference }: RecordedRequest): string {
  // The session of an upload is a random one.
  return [method, kind, ...(reference === undefined || kind === 'upload' ? [] : [reference])].join(' ');
}

/** Requests that change something. */
export function changes(registry: EmbeddedRegistry): string[] {
  return registry.requests.filter(({ method }) => !['GET', 'HEAD'].includes(method)).map(line);
}
