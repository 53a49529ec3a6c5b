import { listing } from './listing.ts';

/** docker.io/outlinewiki/outline: three parts, test builds behind a hyphen, `version-` before them until 0.6x. */
export const outline: string[] = listing(`
  0.70.{0..2} 0.71.0 0.72.{0..2} 0.72.0-{0..3} 0.73.{0,1} 0.74.0 0.75.{0..2} 0.76.{0,1} 0.77.{0..3} 0.78.0 0.79.{0,1} 0.80.{0..2} 0.80.2-ms-debug 0.80.2-ms-debug-2 0.80.3-0 0.81.{0,1}
  0.82.0 0.82.0-0 0.82.1-{0..31} 0.83.0 0.58.0-{0..4} 0.62-multi-image-test 0.62.1-multitest 0.67.0-pre.1 0.38.0-alpha.0 0.6{0..9}.0 version-0.{50..69}.0 latest
`);
