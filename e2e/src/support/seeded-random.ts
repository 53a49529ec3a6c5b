/** Numbers that look random and are the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value = (value + Math.imul(value ^ (value >>> 7), value | 61)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The seed that `MIRROR_SEED` names, so that a failure can be repeated, or another one each time. */
export function chosenSeed(): number {
  return Number(process.env.MIRROR_SEED ?? Date.now() % 1_000_000);
}
