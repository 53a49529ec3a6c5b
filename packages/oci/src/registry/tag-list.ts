import { about, apiUrl, pullScope, type RepositoryContext } from './context.ts';
import { allPages, jsonBody, nextPage } from './page-list.ts';

/** All tags, page by page (distribution-spec, "Listing Tags"). @throws RegistryError MIRROR_REPOSITORY_UNKNOWN */
export async function listTags(context: RepositoryContext): Promise<string[]> {
  const { endpoint, transport } = context;
  const tags = await about(context, undefined, () =>
    allPages(context, apiUrl(context, 'tags/list?n=1000'), (url) =>
      transport.send(
        { endpoint, kind: 'tags', method: 'GET', url, scopes: pullScope(context), follow: true },
        async (response) => {
          const { tags: items } = await jsonBody(context, response);
          const names = Array.isArray(items) ? items.filter((item) => typeof item === 'string') : [];
          return { items: names, next: await nextPage(context, response) };
        },
      ),
    ),
  );
  return [...new Set(tags)];
}
