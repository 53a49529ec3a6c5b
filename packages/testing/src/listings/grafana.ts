import { listing } from './listing.ts';

/** docker.io/grafana/grafana: `-ubuntu` of everything, builds with their number before `pre`, security releases behind a hyphen. */
export const grafana: string[] = listing(`
  7.5.{0..17}{,-ubuntu} 8.0.{0..7}{,-ubuntu} 8.{3,4,5}.{0..11}{,-ubuntu} 9.{0,1}.{0..8}{,-ubuntu} 9.5.{1..21}{,-ubuntu} 10.0.{0..13}{,-ubuntu} 10.4.{0..17}{,-ubuntu}
  11.{0,1}.{0..11}{,-ubuntu} 11.2.{0..8}{,-ubuntu} 11.3.{0..5}{,-ubuntu} 11.4.{0..3}{,-ubuntu} 11.5.{0..2}{,-ubuntu} 11.6.0{,-ubuntu} 11.6.0-security-01{,-ubuntu}
  8.3.0-beta{1,2}{,-ubuntu} 8.0.0-beta{1..3} 9.3.0-beta1{,-ubuntu} 11.3.0-72847pre{,-ubuntu} 11.5.0-78888pre 12.0.0-{83314,84231,84700}pre{,-ubuntu} 4.6.0-beta{1..3} 5.0.0-{test,10082pre1}
  latest latest-ubuntu main main-ubuntu master master-ubuntu dev-preview-test dev-musl nightly 7.0.0-poc
`);
