import { listing } from './listing.ts';

/** docker.io/gitlab/gitlab-ce: the edition and its build behind every version, rarely a second build. */
export const gitlab: string[] = listing(`
  8.{0..17}.0-ce.0 8.{0..17}.{1..6}-ce.0 9.{0..5}.{0..9}-ce.0 10.{0..8}.{0..7}-ce.0 11.{0..11}.{0..5}-ce.0 12.{0..10}.{0..9}-ce.0 13.{0..12}.{0..9}-ce.0 14.{0..10}.{0..5}-ce.0 15.{0..11}.{0..7}-ce.0
  16.{0..11}.{0..6}-ce.0 16.11.{7..10}-ce.0 17.{0..8}.{0..5}-ce.0 17.9.{0..3}-ce.0 17.10.{0..1}-ce.0 10.0.2-ce.1 11.3.0-ce.1 8.0.5-ce.1 17.{7..10}.0-rc42.ce.0 17.9.0-rc{41,42}.ce.0 13.0.0-rc42.ce.0
  9.3.0-test.0 latest rc nightly
`);
