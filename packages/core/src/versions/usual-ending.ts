import type { Version } from './version.ts';

/** So many of the releases have to end alike, those aside that go on behind the ending. */
const most = 0.8;
/** So many of the tags that end alike have to be of different versions: the others are rebuilds. */
const different = 0.75;
/** No more of the plain versions than this may be there with the ending, too. */
const twice = 0.1;
/** Endings that are tried, the most common ones first. */
const tried = 5;

/**
 * What most releases of a listing end with: `ce` of gitlab-ce (`17.5.1-ce.0`, rarely `17.5.1-ce.1`), `k3s` of k3s (`v1.31.4-k3s1`,
 * beside `v1.31.4-k3s1-arm64`). That is no variant then, but how the repository writes its versions. Of several endings of one version
 * (`2.18.0-pg15`, `2.18.0-pg16`), and where the version is there without it, it is a variant.
 */
export function usualEnding(versions: readonly Version[]): string | undefined {
  const releases = versions.filter(({ prerelease }) => prerelease.length === 0);
  const counts = new Map<string, number>();
  for (const { variant } of releases) {
    if (variant === '') continue;
    const ending = withoutRevision(variant);
    counts.set(ending, (counts.get(ending) ?? 0) + 1);
  }
  const common = [...counts].sort(
    ([a, many], [b, few]) => few - many || a.length - b.length || (a < b ? -1 : 1),
  );
  return common.slice(0, tried).find(([ending, count]) => {
    let others = releases.length;
    for (const [other, of] of counts) if (goesOnFrom(other, ending)) others -= of;
    return count >= (count + others) * most && standsForItself(ending, releases);
  })?.[0];
}

/** Whether a version is plain, or ends in the usual way. */
export function hasUsualEnding({ variant }: Version, usual: string): boolean {
  return variant === '' || withoutRevision(variant) === usual;
}

/** Whether the versions are there once, in this way. */
function standsForItself(ending: string, releases: readonly Version[]): boolean {
  const ended = releases.filter(({ variant }) => variant !== '' && withoutRevision(variant) === ending);
  const numbers = new Set(ended.map(({ parts }) => parts.join('.')));
  const plain = releases.filter(({ variant }) => variant === '');
  const both = plain.filter(({ parts }) => numbers.has(parts.join('.')));
  return numbers.size >= ended.length * different && both.length <= plain.length * twice;
}

/** `ce.0` → `ce`, `k3s1` → `k3s`; `k3s1-amd64` stays as it is, and `0` leaves nothing. */
function withoutRevision(variant: string): string {
  return variant.replace(/(?:[.-]?\d+)+$/, '');
}

function goesOnFrom(ending: string, base: string): boolean {
  return ending === base || (ending.startsWith(base) && /^[-._\d]/.test(ending.slice(base.length)));
}
