import leven from 'leven';

/** The allowed value that is nearest to what is written, if one is near. */
export function nearest(text: string, allowed: readonly string[]): string | undefined {
  // Two letters changed places count two. A word of which nothing is left is no misspelling.
  const limit = Math.min(Math.ceil(text.length / 3), text.length - 1);
  let best: { candidate: string; distance: number } | undefined;
  for (const candidate of allowed) {
    if (Math.abs(candidate.length - text.length) > limit) continue;
    const distance = leven(text.toLowerCase(), candidate.toLowerCase());
    if (distance <= limit && (best === undefined || distance < best.distance)) best = { candidate, distance };
  }
  return best?.candidate;
}

/** `Did you mean X?` with the allowed value that is nearest, if one is near. */
export function suggest(text: string, allowed: readonly string[]): string | undefined {
  const candidate = nearest(text, allowed);
  return candidate === undefined ? undefined : `Did you mean ${candidate}?`;
}

/** A suggestion with everything that is allowed: `Did you mean keep? Allowed: semver, regex, keep.` */
export function suggestFrom(text: string, allowed: readonly string[]): string {
  const list = `Allowed: ${allowed.join(', ')}.`;
  const suggestion = suggest(text, allowed);
  return suggestion === undefined ? list : `${suggestion} ${list}`;
}
