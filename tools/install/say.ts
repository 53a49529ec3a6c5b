/** Tells the person who waits one thing, on standard error so that output stays clean. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** `75_000` → `1 min 15 s`. */
export function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
