/** What counts: an older second says nothing of what is left. */
const window = 5_000;
/** A shorter time says too little. */
const least = 1_000;

/** Bytes in a second, as the last few seconds were. */
export class Rate {
  readonly #samples: { at: number; bytes: number }[] = [];
  #bytes = 0;

  add(bytes: number, at: number): void {
    if (this.#samples.length === 0) this.#samples.push({ at, bytes: 0 });
    this.#bytes += bytes;
    this.#samples.push({ at, bytes: this.#bytes });
    while ((this.#samples[1]?.at ?? at) <= at - window) this.#samples.shift();
  }

  /** 0 where nothing has come for a while; undefined where it is too early to tell. */
  perSecond(at: number): number | undefined {
    const from = this.#samples.findLast((sample) => sample.at <= at - window) ?? this.#samples[0];
    if (from === undefined || at - from.at < least) return undefined;
    return ((this.#bytes - from.bytes) * 1000) / Math.min(window, at - from.at);
  }
}
