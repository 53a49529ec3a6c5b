const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Ctrl-C and its kin as a signal, so that everything that was started is ended. A second one ends at once. */
export class Interruption {
  readonly #controller = new AbortController();
  readonly #stop = (): void => {
    if (this.#controller.signal.aborted) process.exit(130);
    this.#controller.abort();
  };

  constructor() {
    for (const name of signals) process.on(name, this.#stop);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  end(): void {
    for (const name of signals) process.off(name, this.#stop);
  }
}
