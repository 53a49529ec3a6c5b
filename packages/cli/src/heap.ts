import v8 from 'node:v8';

/** From so many images on a plan holds more than the rest of the program. */
const many = 100;

/**
 * Keeps the heap small where much is planned: what V8 moves among its old objects then is garbage soon, and by itself it would hold
 * twice as much of it. It costs some processor time, which a run of a few images has no use for.
 */
export function boundHeap(images: number): void {
  if (images >= many) v8.setFlagsFromString('--heap-growing-percent=50');
}
