import { listing } from './listing.ts';

/** docker.io/rancher/k3s: plain versions only before 1.17, `-k3s1` since, and each processor beside it. */
export const k3s: string[] = listing(`
  v0.{1..10}.{0,1} v0.9.0-rc{1..3} v1.0.{0,1} v1.17.{0..17}-k3s1{,-amd64,-arm64,-arm} v1.{19..29}.{0..13}-k3s1{,-amd64,-arm64} v1.30.{0..11}-k3s1{,-amd64,-arm64} v1.30.4-k3s2{,-amd64,-arm64} v1.31.{0..7}-k3s1{,-amd64,-arm64}
  v1.32.{0..3}-k3s1{,-amd64,-arm64} v1.3{0,1,2}.{1..3}-rc{1,2}-k3s1{,-amd64} latest v1.2{4..9}-latest
`);
