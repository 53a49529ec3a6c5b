import { listing } from './listing.ts';

/** registry.k8s.io/pause: two parts are whole versions, until one had a third. */
export const pause: string[] = listing(`
  0.8.0 1.0 2.0 3.{0..3} 3.4.1 3.{5..10} 3.10.1 go latest test test2 3.9-windows-amd64-ltsc2022 3.10-linux-{amd64,arm,arm64,ppc64le,s390x}
`);
