import { setTimeout as sleep } from 'node:timers/promises';
import { MirrorError, redact } from '@multiarch-mirror/errors';
import type { Dispatcher } from 'undici';
import { type BundleIdentity, identify } from './bundle.ts';

export interface GithubOptions {
  /** `https://api.github.com`. */
  url: string;
  /** `owner/name`. */
  repository: string;
  /** Reading what is public needs none. */
  token: string | undefined;
  signal: AbortSignal;
  /** Milliseconds before the first repetition; each further one waits twice as long. */
  pause?: number;
}

/** What GitHub has of a digest. */
export interface Listing {
  bundles: BundleIdentity[];
  /** GitHub says that there are some, and gives them elsewhere. */
  opaque: boolean;
}

/** GitHub's artifact attestations of one repository (GitHub docs, "REST API endpoints for artifact attestations"). */
export interface Github extends AsyncDisposable {
  /** @param predicateType only of this type */
  list(digest: string, predicateType?: string): Promise<Listing>;
  post(bundle: unknown): Promise<void>;
}

/** Of a digest that no image has. */
export const noDigest: string = `sha256:${'0'.repeat(64)}`;

const attempts = 4;
/** A longer wait is not for one image. */
const longestPause = 60_000;
const transient = new Set([429, 500, 502, 503, 504]);

interface Answer {
  status: number;
  text: string;
  /** Milliseconds, where GitHub says how long to wait. */
  wait: number | undefined;
}

/** @throws MirrorError from each call: MIRROR_GITHUB_TOKEN, MIRROR_GITHUB_PERMISSION, MIRROR_GITHUB_UNREACHABLE, MIRROR_GITHUB_REFUSED */
export function createGithub({ url, repository, token, signal, pause = 1_000 }: GithubOptions): Github {
  const collection = `${url.replace(/\/+$/, '')}/repos/${repository}/attestations`;

  let agent: Dispatcher | undefined;

  const ask = async (method: 'GET' | 'POST', address: string, body?: string): Promise<Answer> => {
    // Only now: it takes long to load, and a run that finds nothing to do asks nobody.
    const { EnvHttpProxyAgent, request } = await import('undici');
    agent ??= new EnvHttpProxyAgent();
    const {
      statusCode,
      headers,
      body: answer,
    } = await request(address, {
      method,
      dispatcher: agent,
      signal,
      headersTimeout: 30_000,
      bodyTimeout: 30_000,
      headers: {
        accept: 'application/vnd.github+json',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        'user-agent': 'multiarch-mirror',
        'x-github-api-version': '2022-11-28',
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body }),
    });
    return { status: statusCode, text: await answer.text(), wait: waitOf(headers) };
  };

  const insist = async (method: 'GET' | 'POST', address: string, body?: string): Promise<Answer> => {
    let fault = '';
    for (let attempt = 0; attempt < attempts; attempt++) {
      signal.throwIfAborted();
      let wait = pause * 2 ** attempt;
      try {
        const answer = await ask(method, address, body);
        const limited = answer.status === 403 && answer.wait !== undefined;
        if (!transient.has(answer.status) && !limited) return answer;
        fault = `it answers ${answer.status}`;
        wait = answer.wait ?? wait;
      } catch (thrown) {
        signal.throwIfAborted();
        fault = thrown instanceof Error ? thrown.message : String(thrown);
      }
      if (attempt + 1 === attempts || wait > longestPause) break;
      await sleep(wait, undefined, { signal });
    }
    throw new MirrorError(
      'MIRROR_GITHUB_UNREACHABLE',
      `GitHub's API at ${new URL(url).host} does not take the attestations: ${redact(fault)}`,
      {
        hint: 'Run it again later: what GitHub has already is not handed over twice.',
      },
    );
  };

  const refuse = ({ status, text }: Answer): MirrorError => refusal(status, said(text), repository);

  return {
    list: async (digest, predicateType) => {
      const query = new URLSearchParams({
        per_page: '100',
        ...(predicateType !== undefined && { predicate_type: predicateType }),
      });
      const answer = await insist('GET', `${collection}/${digest}?${query.toString()}`);
      if (answer.status === 404) return { bundles: [], opaque: false };
      if (answer.status !== 200) throw refuse(answer);
      return listingOf(answer.text);
    },
    post: async (bundle) => {
      const answer = await insist('POST', collection, JSON.stringify({ bundle }));
      if (answer.status !== 201 && answer.status !== 200) throw refuse(answer);
    },
    [Symbol.asyncDispose]: async () => agent?.close(),
  };
}

function waitOf(headers: Record<string, string | string[] | undefined>): number | undefined {
  const after = Number(headers['retry-after']);
  if (Number.isFinite(after) && headers['retry-after'] !== undefined) return after * 1_000;
  if (headers['x-ratelimit-remaining'] !== '0') return undefined;
  const reset = Number(headers['x-ratelimit-reset']) * 1_000;
  return Number.isFinite(reset) ? Math.max(0, reset - Date.now()) : undefined;
}

/** GitHub's own words, in short. */
function said(text: string): string {
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    return typeof message === 'string' ? `: ${redact(message.slice(0, 200))}` : '';
  } catch {
    return '';
  }
}

function refusal(status: number, words: string, repository: string): MirrorError {
  if (status === 401) {
    return new MirrorError('MIRROR_GITHUB_TOKEN', `GitHub does not know the token in GITHUB_TOKEN${words}`, {
      hint: "Give the step the job's token as GITHUB_TOKEN, or one that has not expired.",
    });
  }
  if (status === 403 || status === 404) {
    return new MirrorError(
      'MIRROR_GITHUB_PERMISSION',
      `the token in GITHUB_TOKEN may not attest in ${repository}${words}`,
      {
        hint: 'Add `attestations: write` to the `permissions` of the job; a private repository needs a plan with attestations.',
      },
    );
  }
  return new MirrorError(
    'MIRROR_GITHUB_REFUSED',
    `GitHub refuses an attestation in ${repository} (${status})${words}`,
    {
      hint: 'Check with `gh attestation verify --bundle-from-oci` that the image verifies, and look at what GitHub says.',
    },
  );
}

function listingOf(text: string): Listing {
  let attestations: { bundle?: unknown }[];
  try {
    ({ attestations = [] } = JSON.parse(text) as { attestations?: { bundle?: unknown }[] });
  } catch {
    attestations = [];
  }
  const bundles = attestations.map(({ bundle }) => identify(bundle));
  return {
    bundles: bundles.filter((bundle) => bundle !== undefined),
    opaque: bundles.includes(undefined),
  };
}
