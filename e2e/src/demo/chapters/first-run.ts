import { runMirror } from '../mirror-command.ts';
import { countRequests, type RequestCount } from '../request-count.ts';
import { type Scene, shortDigest } from '../scene.ts';
import type { Stage } from '../stage.ts';

/** Requests to both registries. */
export interface RequestCounts {
  upstream: RequestCount;
  destination: RequestCount;
}

/** Chapter 3: everything is copied, attested, verified and published. */
export async function firstRun(scene: Scene): Promise<RequestCounts> {
  const { page, copies } = scene;
  page.section('mirror run does it');
  const counts = await countedRun(scene);
  page.gap();
  page.text(
    'Everything was copied, attested and verified by digest first. Only then the tags appeared, so nobody can pull what is half done:',
  );
  page.gap();
  page.table([['copy', 'digest', 'bit for bit as', 'tag set by'], ...publishedTags(scene, copies, counts)]);
  return counts;
}

/** A run of `mirror`, and what it asked of the registries. @throws StepFailure when it fails */
export async function countedRun({ page, stage, signal, env }: Scene): Promise<RequestCounts> {
  stage.upstream.resetRequests();
  stage.destination.resetRequests();
  await runMirror(stage.workspace, page, ['run'], { signal, env });
  return countBoth(stage);
}

function countBoth({ upstream, destination }: Stage): RequestCounts {
  return { upstream: countRequests(upstream.requests), destination: countRequests(destination.requests) };
}

/** One row for each version, `latest` among them. */
function publishedTags({ stage, upstream }: Scene, copies: string, counts: RequestCounts): string[][] {
  const { destination } = stage;
  const repository = copies.slice(destination.host.length + 1);
  const { tags } = destination.repository(repository);
  // Names of attestations are no versions.
  const versions = [...tags]
    .filter(([tag]) => !tag.startsWith('sha256-'))
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return versions.map(([tag, digest]) => {
    const original = upstream.tags.find((one) => one.digest === digest);
    const position = destination.requests.findIndex(
      (request) => request.method === 'PUT' && request.repository === repository && request.reference === tag,
    );
    return [
      `${copies}:${tag}`,
      shortDigest(digest),
      original === undefined ? 'none, it is rebuilt' : `upstream ${original.tag}`,
      `request ${position + 1} of ${counts.destination.total}`,
    ];
  });
}
