import { followable, isSameOrigin } from '../http/endpoint.ts';
import { headerOf, type RegistryResponse } from '../http/request.ts';
import { RegistryError } from '../registry-error.ts';
import { collect } from '../stream.ts';
import type { RepositoryContext } from './context.ts';

const pageLimit = 16 * 1024 * 1024;
const pagesLimit = 10_000;

/** The body of a page, and where the next one is. */
export interface Page<T> {
  items: T[];
  next: URL | undefined;
}

/** Reads pages until one has no `Link` to a next (RFC 8288). A circle is an error. */
export async function allPages<T>(
  { endpoint }: RepositoryContext,
  first: URL,
  load: (url: URL) => Promise<Page<T>>,
): Promise<T[]> {
  const items: T[] = [];
  const seen = new Set<string>();
  let url: URL | undefined = first;
  while (url !== undefined) {
    if (seen.has(url.href) || seen.size >= pagesLimit) {
      throw new RegistryError('MIRROR_REGISTRY_ERROR', "the registry's pages do not end", {
        place: { registry: endpoint.registry },
      });
    }
    seen.add(url.href);
    const page: Page<T> = await load(url);
    // One by one: a page of some registries has hundreds of thousands.
    for (const item of page.items) items.push(item);
    url = page.next;
  }
  return items;
}

/** The URL of `rel="next"`, which has to be of the same registry. */
export async function nextPage(
  { endpoint }: RepositoryContext,
  response: RegistryResponse,
): Promise<URL | undefined> {
  const [, target] = /<([^>]*)>\s*;[^,]*\brel="?next"?/i.exec(headerOf(response, 'link') ?? '') ?? [];
  if (target === undefined) return undefined;
  const url = await followable(endpoint, target, response.url);
  return isSameOrigin(endpoint, url) ? url : new URL(`${url.pathname}${url.search}`, endpoint.origin);
}

/** A JSON object from a bounded body. @throws RegistryError MIRROR_REGISTRY_ERROR */
export async function jsonBody(
  { endpoint }: RepositoryContext,
  response: RegistryResponse,
): Promise<Record<string, unknown>> {
  const text = Buffer.from(await collect(response.body, pageLimit)).toString('utf8');
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // Falls through to one error for all that is not an object.
  }
  throw new RegistryError('MIRROR_REGISTRY_ERROR', 'the registry answered with something else than JSON', {
    place: { registry: endpoint.registry },
    hint: 'Check that the host is a registry and not a web page or a proxy in front of it.',
  });
}
