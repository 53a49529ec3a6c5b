/**
 * `work` for each item, at most so many at once, results in the order of the items. Whatever is begun holds memory until it has
 * ended, and a manifest may select a hundred thousand tags. @throws what the first that fails throws
 */
export async function eachAtMost<Item, Result>(
  limit: number,
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const remaining = items.entries();
  const worker = async (): Promise<void> => {
    // One iterator for all workers: each takes the next item.
    for (const [index, item] of remaining) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  return results;
}
