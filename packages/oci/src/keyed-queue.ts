import PQueue from 'p-queue';

/** Runs tasks of one key one after another, and those of different keys side by side. */
export class KeyedQueue {
  readonly #queues = new Map<string, PQueue>();

  async run<T>(key: string, task: () => Promise<T>): Promise<T> {
    const queue = this.#queues.get(key) ?? new PQueue({ concurrency: 1 });
    this.#queues.set(key, queue);
    try {
      return await queue.add(task);
    } finally {
      if (queue.size === 0 && queue.pending === 0 && this.#queues.get(key) === queue)
        this.#queues.delete(key);
    }
  }
}
