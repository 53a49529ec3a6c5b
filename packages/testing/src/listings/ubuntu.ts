import { listing } from './listing.ts';

/** docker.io/library/ubuntu: years and months, code names with dates. */
export const ubuntu: string[] = listing(`
  10.04 12.{04,10} 12.04.5 13.{04,10} 14.{04,10} 14.04.{1..5} {15..24}.{04,10} 25.04 latest rolling devel
  {bionic,focal,jammy,noble,oracular,plucky} focal-{20240530,20240918,20241011,20250404} jammy-{20240530,20240627.1,20240808,20240911.1,20250126,20250404,20250415.1}
  noble-{20240530,20240605,20240801,20240827.1,20240904.1,20241009,20241011,20241015,20241118.1,20250127,20250404,20250415.1} oracular-{20241009,20241120,20250225} plucky-{20250402,20250415}
  precise-20150228.11 trusty-20190515 xenial-20210804
`);
