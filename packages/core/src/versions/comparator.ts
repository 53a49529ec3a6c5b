import { comparePrecedence } from './compare-versions.ts';
import { parseSuffix, type Version } from './version.ts';

/** One comparator of a range, made ready for node-semver, which knows neither variants nor a fourth part. */
export interface Comparator {
  /** As node-semver reads it. */
  text: string;
  /** `alpine` of `^17-alpine`. */
  variant: string;
  /** What only a fourth part decides. */
  admits?: (version: Version) => boolean;
}

const grammar =
  /^(?<operator>[<>]=?|=|~>?|\^)?v?(?<core>(?:\d{1,15}|[xX*])(?:\.(?:\d{1,15}|[xX*]))*)(?<rest>.*)$/;

/** `>=17.2-alpine`, `^3.20`, `10.0.20348.2966`, `18beta1`, `17.x`; undefined for anything else. */
export function readComparator(text: string): Comparator | undefined {
  const { operator = '', core = '', rest = '' } = grammar.exec(text)?.groups ?? {};
  const suffix = /^[-_.]?(?<suffix>[A-Za-z].*)$/.exec(rest)?.groups?.suffix ?? '';
  const isRevision = /^-\d[\dA-Za-z.-]*$/.test(rest);
  if (core === '' || (rest !== '' && suffix === '' && !isRevision)) return undefined;
  const numbers = core.split('.').map((part) => (/^\d/.test(part) ? Number(part) : 'x'));
  const parts = numbers.filter((part) => part !== 'x');
  const { prerelease, variant } = parseSuffix(suffix);
  const first = numbers.slice(0, 3).join('.');
  // A revision is what npm makes of it: `>=2.0.0-0` takes every pre-release of 2.0.0.
  if (isRevision) return { text: `${operator}${padded(parts)}${rest}`, variant };
  if (prerelease.length > 0) return { text: `${operator}${padded(parts)}-${prerelease.join('.')}`, variant };
  if (parts.length <= 3) return { text: `${operator}${first}`, variant };
  return { text: `${wider(operator)}${first}`, variant, admits: byFourthPart(operator, parts) };
}

/** node-semver takes a pre-release only behind three parts. */
function padded(parts: readonly number[]): string {
  return [0, 1, 2].map((index) => parts[index] ?? 0).join('.');
}

/** Lets all fourth parts pass. */
function wider(operator: string): string {
  if (operator === '>') return '>=';
  return operator === '<' ? '<=' : operator;
}

function byFourthPart(operator: string, parts: readonly number[]): (version: Version) => boolean {
  const bound: Version = { parts, prerelease: [], variant: '' };
  return ({ parts: own, prerelease }) => {
    const difference = comparePrecedence({ parts: own, prerelease, variant: '' }, bound);
    if (operator === '<') return difference < 0;
    if (operator === '<=') return difference <= 0;
    if (operator === '>') return difference > 0;
    return operator === '' || operator === '=' ? difference === 0 : difference >= 0;
  };
}
