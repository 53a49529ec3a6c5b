import { listing } from './listing.ts';

/** docker.io/library/sonarqube: since 7.4 every version has its edition, and builds have a fourth part. */
export const sonarqube: string[] = listing(`
  4.5.7{,-alpine} 5.{1..6} 5.{4..6}-alpine 5.6.{1..7}{,-alpine} 6.{0..7}{,-alpine} 6.3.1 6.7.{1..5}{,-alpine} 7.{0,1}{,-alpine} 6.7.{6,7}-community 7.{4..9}-community 7.9.{1..6}-community
  8-{community,developer,enterprise} 8.{2..9}-{community,developer,enterprise} 8.9.{0..10}-{community,developer,enterprise,datacenter-app,datacenter-search} 8.{0,1}-{community,developer,enterprise}-beta
  9{,.9}-{community,developer,enterprise,datacenter-app,datacenter-search} 9.9.{0..8}-{community,developer,enterprise,datacenter-app,datacenter-search} 9.{7,6}.{0,1}-{community,developer,enterprise}
  10-{community,developer,enterprise} 10.{0..7}-{community,developer,enterprise} 10.{0,1,3,6,7}.0-{community,developer,enterprise} 10.{2,4,5}.1-{community,developer,enterprise}
  10.8-{developer,enterprise} 10.8.{0,1}-{developer,enterprise} 24.12.0.100206-community 25.1.0.102122-community 25.2.0.102705-community 25.3.0.104237-community
  2025.1-{developer,enterprise} 2025-lta-{developer,enterprise} latest community developer enterprise lts lts-{community,developer,enterprise} community-beta
`);
