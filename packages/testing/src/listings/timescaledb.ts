import { listing } from './listing.ts';

/** docker.io/timescale/timescaledb: the version of PostgreSQL behind every version, and alone. */
export const timescaledb: string[] = listing(`
  2.{10..19}.0-pg{14,15,16}{,-oss,-bitnami} 2.{10..19}.{1..3}-pg{14,15,16}{,-oss} 2.{13..19}.0-pg17 2.{10..19}-pg16 latest-pg{12..17}{,-oss,-bitnami} pg17.4-ts2.18.2 nightly-pg16 latest
  1.7.{0..5}-pg{11,12} 2.9.0-pg12-bitnami
`);
