import { formatRepository, parseReference, type SharedLayout } from '@multiarch-mirror/oci';
import type { ImageConfig } from '../config/config.ts';
import type { ExchangeReport, Report } from '../report/report.ts';
import type { Session } from '../session/session.ts';
import { memberOf } from './member-of.ts';

/**
 * Takes out of a layout what was not exported just now, with every blob that nothing leads to any more. What could not be looked at, or
 * does not verify today, stays as it was exported before.
 */
export async function pruneExport(
  session: Session,
  layout: SharedLayout,
  images: readonly ImageConfig[],
  report: Report,
  scope: 'all' | 'images',
): Promise<NonNullable<ExchangeReport['pruned']>> {
  const nameOf = (image: ImageConfig): string => memberOf(session.config.destination, image.repository);
  const names = new Set(images.map(nameOf));
  const repositories = new Map(images.map((image) => [formatRepository(image.repository), nameOf(image)]));
  const wanted = new Set<string>();
  const unknown = new Set<string>();
  for (const { destination } of report.images) {
    const { repository, tag } = parseReference(destination);
    const name = repositories.get(formatRepository(repository)) ?? '';
    if (tag === undefined) unknown.add(name);
    else wanted.add(`${name}:${tag}`);
  }
  const { tags, ...swept } = await layout.prune(
    ({ name, tag }) =>
      wanted.has(`${name}:${tag}`) || unknown.has(name) || (scope === 'images' && !names.has(name)),
  );
  return { tags: tags.map(({ name, tag }) => `${name}:${tag}`), ...swept };
}
