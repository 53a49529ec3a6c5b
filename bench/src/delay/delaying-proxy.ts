import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** Stands before a registry and makes the way to it long. */
export interface DelayingProxy {
  /** `127.0.0.1:PORT`. */
  readonly host: string;
  /** Connections from now on go to this `host:port`. */
  lead(target: string): void;
  close(): Promise<void>;
}

/**
 * Delivers every byte `oneWay` milliseconds after it was sent, in both directions, and limits no bandwidth. It has a thread of its
 * own, so that two proxies, and whoever measures beside them, do not wait for one another.
 */
export async function startDelayingProxy(oneWay: number): Promise<DelayingProxy> {
  const worker = new Worker(new URL('./proxy-thread.ts', import.meta.url), { workerData: oneWay });
  const [port] = (await once(worker, 'message')) as [number];
  return {
    host: `127.0.0.1:${port}`,
    lead: (target) => worker.postMessage(target),
    close: async () => {
      await worker.terminate();
    },
  };
}
