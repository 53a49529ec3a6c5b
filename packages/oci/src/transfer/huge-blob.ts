/** From this size on a blob fills any line by itself, in MiB-wide pieces: few of them are copied at once. */
const hugeSize: number = 32 * 1024 * 1024;

/** Whether a blob of this many bytes is huge. */
export function isHuge(size: number): boolean {
  return size >= hugeSize;
}
