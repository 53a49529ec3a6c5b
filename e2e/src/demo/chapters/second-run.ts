import { describeCount } from '../request-count.ts';
import type { Scene } from '../scene.ts';
import { StepFailure } from '../step-failure.ts';
import { countedRun, type RequestCounts } from './first-run.ts';

/** Chapter 4: the same again, with nothing left to do. @throws StepFailure when it did something */
export async function secondRun(scene: Scene, first: RequestCounts): Promise<void> {
  const { page, selection } = scene;
  page.section('A second run has nothing left to do');
  const second = await countedRun(scene);
  page.gap();
  page.text('These are the requests, as the registries counted them:');
  page.gap();
  page.table([
    ['registry', 'first run', 'second run'],
    // A real registry is not asked what it has seen.
    ...(selection === 'window'
      ? [['upstream', String(first.upstream.total), describeCount(second.upstream)]]
      : []),
    ['destination', String(first.destination.total), describeCount(second.destination)],
  ]);
  if (second.upstream.writes + second.destination.writes > 0) {
    throw new StepFailure('The second run changed something, though nothing was left to do.');
  }
  if (second.upstream.kinds['GET manifest'] !== undefined) {
    throw new StepFailure('The second run read a manifest upstream, though nothing was left to do.');
  }
  page.gap();
  page.text(
    'It changes nothing and pulls nothing from upstream, so it may run every few hours and meets no pull limit.',
  );
}
