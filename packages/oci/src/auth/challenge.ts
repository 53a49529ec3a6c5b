/** One challenge of a `WWW-Authenticate` header (RFC 9110, section 11.6.1). */
export interface Challenge {
  /** In lower case: `bearer`, `basic`. */
  scheme: string;
  /** Names in lower case. */
  parameters: Record<string, string>;
}

/** Challenges in the order of the header: several in one line, quoted strings that hold commas, any case. */
export function parseChallenges(header: string | string[] | undefined): Challenge[] {
  const lines = header === undefined ? [] : Array.isArray(header) ? header : [header];
  return lines.flatMap(parseLine);
}

/** A parameter, or a scheme: a token that is followed by neither `=` nor another part of a token. */
const part = /([\w!#$%&'*+.^`|~-]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*)))?/g;

function parseLine(line: string): Challenge[] {
  const challenges: Challenge[] = [];
  for (const [whole, name = '', quoted, token] of line.matchAll(part)) {
    if (!whole.includes('=')) {
      challenges.push({ scheme: name.toLowerCase(), parameters: {} });
      continue;
    }
    const current = challenges.at(-1);
    if (current === undefined) continue;
    current.parameters[name.toLowerCase()] = quoted?.replace(/\\(.)/g, '$1') ?? token ?? '';
  }
  return challenges;
}
