import { followable } from '../http/endpoint.ts';
import { headerOf, type RegistryResponse } from '../http/request.ts';
import { RegistryError } from '../registry-error.ts';
import type { RepositoryContext } from './context.ts';

/** Where an upload goes on: the Location of the last answer, with its query (distribution-spec, "Pushing blobs"). */
export function uploadUrl(context: RepositoryContext, response: RegistryResponse, base: URL): Promise<URL> {
  const location = headerOf(response, 'location');
  if (location === undefined) {
    throw new RegistryError('MIRROR_REGISTRY_ERROR', 'the registry opened an upload without a Location');
  }
  return followable(context.endpoint, location, base);
}
