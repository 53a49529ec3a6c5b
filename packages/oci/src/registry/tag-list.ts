import { isTag } from '../reference.ts';
import { RegistryError } from '../registry-error.ts';
import { about, apiUrl, pullScope, type RepositoryContext } from './context.ts';
import { allPages, jsonBody, nextPage, type Page } from './page-list.ts';

/** All tags, page by page (distribution-spec, "Listing Tags"). @throws RegistryError MIRROR_REPOSITORY_UNKNOWN */
export async function listTags(context: RepositoryContext): Promise<string[]> {
  const tags = await about(context, undefined, async () => {
    try {
      return await pagesFrom(context, 'tags/list?n=1000');
    } catch (error) {
      // Distribution 3 refuses more for a page than it is configured for; left alone it gives as many as it likes.
      if (!(error instanceof RegistryError) || !error.registryCodes.includes(refusedSize)) throw error;
      return pagesFrom(context, 'tags/list');
    }
  });
  return [...new Set(tags)];
}

const refusedSize = 'PAGINATION_NUMBER_INVALID';

function pagesFrom(context: RepositoryContext, first: string): Promise<string[]> {
  const { endpoint, transport } = context;
  return allPages(
    context,
    apiUrl(context, first),
    (url): Promise<Page<string>> =>
      transport.send(
        { endpoint, kind: 'tags', method: 'GET', url, scopes: pullScope(context), follow: true },
        async (response) => {
          const { tags } = await jsonBody(context, response);
          // What is no tag cannot be asked for, and could lead elsewhere when it is put into a URL.
          const names = Array.isArray(tags)
            ? tags.filter((tag) => typeof tag === 'string' && isTag(tag))
            : [];
          return { items: names, next: await nextPage(context, response) };
        },
      ),
  );
}
