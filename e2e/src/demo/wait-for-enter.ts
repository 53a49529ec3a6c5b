import { once } from 'node:events';

/** Waits for a line on standard input, or until `signal` aborts. */
export async function waitForEnter(signal: AbortSignal): Promise<void> {
  try {
    await once(process.stdin, 'data', { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    process.stdin.pause();
  }
}
