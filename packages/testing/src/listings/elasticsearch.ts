import { listing } from './listing.ts';

/** docker.elastic.co/elasticsearch/elasticsearch: builds of a processor, and snapshots with the commit in them. */
export const elasticsearch: string[] = listing(`
  7.17.{0..28}{,-amd64,-arm64} 8.0.{0,1} 8.{10,11}.{0..4} 8.12.{0..2}{,-amd64,-arm64} 8.13.{0..4}{,-amd64,-arm64} 8.14.{0..3}{,-amd64,-arm64} 8.15.{0..5}{,-amd64,-arm64} 8.16.{0..6}{,-amd64,-arm64}
  8.17.{0..4}{,-amd64,-arm64} 8.{15..18}.{0..2}{,-amd64,-arm64}-SNAPSHOT 8.17.{0,1}-{1a2b3c4d,a9b8c7d6,0e1f2a3b}-SNAPSHOT 9.0.0-SNAPSHOT 9.0.0-beta1{,-amd64,-arm64} 9.0.0-rc1
  8.0.0-{alpha1,alpha2,beta1,rc1,rc2} 7.0.0-{alpha1,alpha2,beta1,rc1,rc2} 5.6.{3..16} 6.8.{0..23}
`);
