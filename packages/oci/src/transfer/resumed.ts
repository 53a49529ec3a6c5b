import { isSilence } from '../http/network-error.ts';
import { isTransient, pause, type RetryPolicy, silences } from '../http/retry.ts';

/** Progress after which a source that breaks again has all its attempts back. */
const progress = 1024 * 1024;

/**
 * A body of `size` bytes that goes on where it broke: `reopen` gives what follows the first `offset` bytes. Whoever reads it,
 * and hashes it, does not notice.
 * @throws what broke it, when that will not pass or has happened `policy.attempts` times without progress
 */
export async function* resumed(
  body: AsyncIterable<Uint8Array>,
  size: number,
  reopen: (offset: number) => Promise<AsyncIterable<Uint8Array>>,
  policy: RetryPolicy,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  let source = body;
  let offset = 0;
  let failures = 0;
  for (let since = 0; ; since = offset) {
    try {
      for await (const chunk of source) {
        offset += chunk.length;
        yield chunk;
      }
      return;
    } catch (error) {
      if (!isTransient(error)) throw error;
      if (offset >= size) return;
      failures = offset - since >= progress ? 1 : failures + 1;
      if (failures >= (isSilence(error) ? Math.min(silences, policy.attempts) : policy.attempts)) throw error;
    }
    await pause(Math.min(policy.baseDelay * 2 ** (failures - 1), policy.maxDelay), signal);
    source = await reopen(offset);
  }
}

/** The stream without its first bytes. */
export async function* without(
  bytes: number,
  stream: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  let left = bytes;
  for await (const chunk of stream) {
    if (chunk.length > left) yield left === 0 ? chunk : chunk.subarray(left);
    left = Math.max(left - chunk.length, 0);
  }
}
