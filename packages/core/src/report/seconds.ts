/** To the millisecond, as a report holds times: more digits say nothing. */
export function inSeconds(milliseconds: number): number {
  return Math.round(milliseconds) / 1000;
}

/** Since `performance.now()` was `started`. */
export function secondsSince(started: number): number {
  return inSeconds(performance.now() - started);
}
