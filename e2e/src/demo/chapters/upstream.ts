import type { Page } from '../page.ts';
import { shortDigest } from '../scene.ts';
import type { Stage } from '../stage.ts';
import { findImage, publishVersions, type Upstream } from '../upstream-image.ts';

const named = 3;

/** Chapter 1: an image upstream, made here unless `reference` names one. */
export async function showUpstream(
  page: Page,
  { upstream: registry }: Stage,
  reference: string | undefined,
  signal: AbortSignal,
): Promise<Upstream> {
  page.section('Upstream has an image');
  if (reference !== undefined) page.text(`It is ${reference}, read where it is:`);
  else {
    page.text(
      'One registry plays upstream. Its image holds package data of this very machine, for two platforms; there are four versions:',
    );
  }
  const upstream =
    reference === undefined ? await publishVersions(registry) : await findImage(reference, signal);
  page.gap();
  page.table([
    ['image', 'digest', 'platforms'],
    ...upstream.tags.map(({ tag, digest, platforms }) => [
      `${upstream.repository}:${tag}`,
      shortDigest(digest),
      platforms.length > named
        ? `${platforms.slice(0, named).join(', ')} and ${platforms.length - named} more`
        : platforms.join(', '),
    ]),
  ]);
  return upstream;
}
