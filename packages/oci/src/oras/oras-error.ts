import { redact } from '@multiarch-mirror/errors';
import { type OciErrorCode, ociError } from '../codes.ts';
import { RegistryError } from '../registry-error.ts';

/** What the program left behind when it failed. */
export interface OrasFailure {
  /** Of the system, where the program could not be started. */
  code?: string | undefined;
  exitCode?: number | undefined;
  stderr: string;
}

/** In this order, since some messages hold the words of several. */
const patterns: readonly [RegExp, OciErrorCode][] = [
  [/unknown (?:flag|command|shorthand flag)/i, 'MIRROR_ORAS_UNAVAILABLE'],
  [/immutab|already exists.*cannot/i, 'MIRROR_TAG_IMMUTABLE'],
  [/name unknown|NAME_UNKNOWN|repository .*not known/i, 'MIRROR_REPOSITORY_UNKNOWN'],
  [/toomanyrequests|too many requests|status code 429/i, 'MIRROR_RATE_LIMITED'],
  [/unauthorized|basic credential not found|status code 401/i, 'MIRROR_UNAUTHORIZED'],
  [/denied|forbidden|status code 403/i, 'MIRROR_DENIED'],
  [/mismatch(?:ed)? (?:content )?size|size .*mismatch/i, 'MIRROR_SIZE_MISMATCH'],
  [/mismatch(?:ed)? digest|digest .*mismatch|digest invalid/i, 'MIRROR_DIGEST_MISMATCH'],
  [
    /dial tcp|no such host|connection re(?:fused|set)|unexpected EOF|i\/o timeout|: EOF/i,
    'MIRROR_REGISTRY_UNREACHABLE',
  ],
];

const hints: Partial<Record<OciErrorCode, string>> = {
  MIRROR_ORAS_UNAVAILABLE: 'Install oras 1.3 or newer and put it on PATH, or set "transport: native".',
  MIRROR_REGISTRY_UNREACHABLE: 'Check the name of the registry and the network.',
  MIRROR_UNAUTHORIZED: 'Check the credentials of this registry, and what they may do.',
  MIRROR_RATE_LIMITED: 'Run again later, or log in.',
};

const messages: Partial<Record<OciErrorCode, string>> = {
  MIRROR_ORAS_UNAVAILABLE: 'oras cannot be used',
};

/** Whether the program says that what was asked for is not there. */
export function isNotFound({ stderr }: OrasFailure): boolean {
  return /not found|unknown|status code 404/i.test(stderr) && codeOf(stderr, undefined) === undefined;
}

/**
 * The error for a failure, by what the program wrote: it has one exit code for everything.
 * @param missing the code of what is not there.
 */
export function orasError(failure: OrasFailure, missing?: OciErrorCode): Error {
  if (failure.code === 'ENOENT') return unavailable('there is no program "oras" on PATH');
  const said = lastLine(failure.stderr) ?? `it ended with ${failure.exitCode ?? failure.code ?? 'a signal'}`;
  const code = codeOf(failure.stderr, missing) ?? 'MIRROR_REGISTRY_ERROR';
  if (code === 'MIRROR_ORAS_UNAVAILABLE') return unavailable(said);
  const hint = hints[code];
  return new RegistryError(
    code,
    `${messages[code] ?? 'oras failed'}: ${said}`,
    hint === undefined ? {} : { hint },
  );
}

function codeOf(stderr: string, missing: OciErrorCode | undefined): OciErrorCode | undefined {
  const found = patterns.find(([pattern]) => pattern.test(stderr))?.[1];
  if (found !== undefined) return found;
  return /not found|unknown|status code 404/i.test(stderr) ? missing : undefined;
}

function unavailable(why: string): Error {
  const hint = hints.MIRROR_ORAS_UNAVAILABLE;
  return ociError(
    'MIRROR_ORAS_UNAVAILABLE',
    `oras cannot be used: ${why}`,
    hint === undefined ? {} : { hint },
  );
}

function lastLine(stderr: string): string | undefined {
  const lines = redact(stderr)
    .trim()
    .split('\n')
    .filter((line) => line !== '');
  return lines.find((line) => line.startsWith('Error')) ?? lines.at(-1);
}
