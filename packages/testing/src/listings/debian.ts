import { listing } from './listing.ts';

/** docker.io/library/debian: code names, suites, dates, point releases; only some of them versions. */
export const debian: string[] = listing(`
  {bookworm,bullseye,buster,trixie,sid,stable,oldstable,testing,unstable}{,-slim} latest {stable,oldstable,bookworm,bullseye,trixie}-backports experimental rc-buggy
  {7,8,9,10,11,12} {10,11,12}-slim 12.{0..2,4..10}{,-slim} 11.{0..11}{,-slim} 10.{0..13}{,-slim} 9.{0..9,11..13} 8.{0..11} 7.{2..11} 6.0 6.0.{8..10} 6
  {bookworm,bullseye,trixie,sid,stable,testing,unstable}-{20241016,20241111,20241202,20241223,20250113,20250203,20250224,20250317}{,-slim}
  wheezy-20190228-slim rc-buggy-20250317 experimental-20250317
`);
