import { listing } from './listing.ts';

/** docker.io/library/nginx: one list for mainline and stable, with variants of variants. */
export const nginx: string[] = listing(`
  1{,-alpine,-alpine-perl,-alpine-slim,-alpine-otel,-perl,-otel,-bookworm,-bookworm-perl,-bookworm-otel}
  1.{20..27}{,-alpine,-perl,-alpine-perl} 1.20.{0..2}{,-alpine,-perl} 1.21.{0,1,3..6}{,-alpine,-perl} 1.22.{0,1}{,-alpine,-perl} 1.23.{0..4}{,-alpine,-perl}
  1.24.0{,-alpine,-perl,-alpine-perl,-alpine-slim} 1.25.{0..5}{,-alpine,-perl,-alpine-perl,-alpine-slim} 1.25.{1..5}-bookworm{,-perl}
  1.26.{0..3}{,-alpine,-perl,-alpine-perl,-alpine-slim,-alpine-otel,-otel,-bookworm,-bookworm-perl,-bookworm-otel}
  1.27.{0..4}{,-alpine,-perl,-alpine-perl,-alpine-slim,-alpine-otel,-otel,-bookworm,-bookworm-perl,-bookworm-otel}
  1.27.4-alpine3.21{,-perl,-slim,-otel} 1.26.3-alpine3.20{,-perl,-slim,-otel} 1.9.{0..12,14,15} 1.7.{1,5..12}
  {mainline,stable}{,-alpine,-perl,-alpine-perl,-alpine-slim,-otel,-bookworm} latest alpine alpine-perl alpine-slim perl otel bookworm
`);
