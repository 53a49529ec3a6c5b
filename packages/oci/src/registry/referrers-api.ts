import type { Descriptor } from '../descriptor.ts';
import { headerOf, type RegistryResponse } from '../http/request.ts';
import { parseImageIndex } from '../manifest.ts';
import { mediaTypes } from '../media-types.ts';
import { RegistryError } from '../registry-error.ts';
import { collect } from '../stream.ts';
import { about, apiUrl, pullScope, type RepositoryContext } from './context.ts';
import { allPages, nextPage, type Page } from './page-list.ts';

const listLimit = 16 * 1024 * 1024;
const redirects = [301, 302, 303, 307, 308];

/** What the referrers API said of a subject. */
export type ApiAnswer =
  | { kind: 'listed'; entries: Descriptor[] }
  /** The registry has no such API. */
  | { kind: 'absent' }
  /** Nothing can be said of the registry: this repository is not there, say. */
  | { kind: 'unclear' }
  /** A 403 that is no throttling: of the registry, or of something before it that does not know the path. */
  | { kind: 'denied'; error: RegistryError };

/**
 * GET of the list of referrers, all its pages (distribution-spec, "Listing Referrers"). It counts only with a 200 and an index, and
 * redirects (GHCR) are not followed. No filter is asked for: a registry may apply it, or not, or wrongly.
 * @throws RegistryError for what may be otherwise later, a 403 that means throttling among it, and for a 401
 */
export async function askReferrersApi(context: RepositoryContext, digest: string): Promise<ApiAnswer> {
  const { endpoint, transport } = context;
  const scopes = pullScope(context);
  const headers = { accept: mediaTypes.ociIndex };
  try {
    const entries = await about(context, digest, () =>
      allPages(context, apiUrl(context, `referrers/${digest}`), (url) =>
        transport.send(
          { endpoint, kind: 'referrers', method: 'GET', url, scopes, headers, accepts: redirects },
          (response) => pageIn(context, response),
        ),
      ),
    );
    return { kind: 'listed', entries };
  } catch (error) {
    if (error instanceof NoReferrersApi) return { kind: 'absent' };
    if (!(error instanceof RegistryError) || error.transient) throw error;
    const { status = 0, registryCodes } = error;
    if (status < 400 || status === 401) throw error;
    if (status === 403) return { kind: 'denied', error };
    // What speaks of a repository or a manifest knows what was asked for.
    const speaksOfContent = registryCodes.some((code) => code !== 'UNSUPPORTED');
    return { kind: speaksOfContent ? 'unclear' : 'absent' };
  }
}

async function pageIn(context: RepositoryContext, response: RegistryResponse): Promise<Page<Descriptor>> {
  const type = headerOf(response, 'content-type')?.split(';')[0]?.trim();
  if (response.status !== 200 || type !== mediaTypes.ociIndex) throw new NoReferrersApi();
  const bytes = await collect(response.body, listLimit);
  const descriptor = { mediaType: mediaTypes.ociIndex, digest: '', size: bytes.length };
  const { manifests } = parseImageIndex({ descriptor, bytes });
  return { items: manifests, next: await nextPage(context, response) };
}

class NoReferrersApi extends Error {}
