/** A part of a list and, where there is more, the `Link` to the rest (RFC 5988; distribution-spec, "Listing Tags"). */
export interface Page<T> {
  entries: T[];
  headers: Record<string, string>;
}

/**
 * The entries after `last`, at most `limit` of them. `keyOf` names an entry in the next page's `last`; the other
 * parameters of `query` are kept in the link.
 */
export function pageOf<T>(
  entries: T[],
  keyOf: (entry: T) => string,
  limit: number | undefined,
  path: string,
  query: URLSearchParams,
): Page<T> {
  const last = query.get('last');
  const rest = last === null ? entries : entries.filter((entry) => keyOf(entry) > last);
  const part = limit === undefined ? rest : rest.slice(0, limit);
  const end = part.at(-1);
  if (end === undefined || part.length === rest.length) return { entries: part, headers: {} };
  const next = new URLSearchParams(query);
  next.set('last', keyOf(end));
  return { entries: part, headers: { Link: `<${path}?${next.toString()}>; rel="next"` } };
}
