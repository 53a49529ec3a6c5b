/** What a registry says is left of what it grants. */
export interface RateLimit {
  /** Requests. */
  remaining: number;
  /** Requests in a window, where it says so. */
  limit?: number;
  /** Milliseconds until there is more, where it says so. */
  resetMs?: number;
}

type Headers = Record<string, string | string[] | undefined>;

/** Seconds beyond this are a time since 1970 (GitHub's form of `X-RateLimit-Reset`). */
const epoch = 1_000_000_000;

/**
 * Reads the headers of rate limits: `RateLimit` with `r` and `t` (draft-ietf-httpapi-ratelimit-headers), its older forms
 * `limit=…, remaining=…, reset=…` and `RateLimit-Remaining`, Docker Hub's `76;w=21600`, and `X-RateLimit-…`. Of several policies
 * the one counts of which least is left. `undefined`: nothing is said.
 */
export function parseRateLimit(headers: Headers, now: number = Date.now()): RateLimit | undefined {
  const combined = policies(headers).sort((a, b) => a.remaining - b.remaining)[0];
  if (combined !== undefined) return combined;
  const remaining = first(headers, 'remaining');
  if (remaining === undefined) return undefined;
  const limit = first(headers, 'limit');
  const reset = first(headers, 'reset');
  return rateLimit(remaining, limit, reset, now);
}

/** The single header `RateLimit`, in the newer and in the older draft. */
function policies(headers: Headers): RateLimit[] {
  const value = [headers.ratelimit ?? []].flat().join(', ');
  if (value === '') return [];
  if (/\bremaining\s*=/i.test(value)) {
    const { remaining, limit, reset } = parameters(value);
    return remaining === undefined ? [] : [rateLimit(remaining, limit, reset, 0)];
  }
  return value.split(',').flatMap((policy) => {
    const { r, t } = parameters(policy);
    return r === undefined ? [] : [rateLimit(r, quota(headers, policy), t, 0)];
  });
}

/** The quota (`q`) that `RateLimit-Policy` names for a policy. */
function quota(headers: Headers, policy: string): number | undefined {
  const name = /^\s*"[^"]*"/.exec(policy)?.[0].trim();
  const all = [headers['ratelimit-policy'] ?? []].flat().join(',').split(',');
  return parameters(all.find((one) => name !== undefined && one.includes(name)) ?? '').q;
}

function parameters(text: string): Record<string, number | undefined> {
  const found = [...text.matchAll(/([a-z]+)\s*=\s*"?(\d+(?:\.\d+)?)/gi)];
  return Object.fromEntries(found.map(([, name = '', value]) => [name.toLowerCase(), Number(value)]));
}

function first(headers: Headers, name: string): number | undefined {
  for (const prefix of ['ratelimit', 'x-ratelimit', 'x-rate-limit']) {
    const value = [headers[`${prefix}-${name}`] ?? []].flat()[0];
    const [, number] = /^\s*(\d+(?:\.\d+)?)/.exec(value ?? '') ?? [];
    if (number !== undefined) return Number(number);
  }
  return undefined;
}

function rateLimit(
  remaining: number,
  limit: number | undefined,
  reset: number | undefined,
  now: number,
): RateLimit {
  const resetMs =
    reset === undefined ? undefined : reset > epoch ? Math.max(0, reset * 1000 - now) : reset * 1000;
  return {
    remaining,
    ...(limit === undefined ? {} : { limit }),
    ...(resetMs === undefined ? {} : { resetMs }),
  };
}
