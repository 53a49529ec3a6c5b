import { listing } from './listing.ts';

/** mcr.microsoft.com/windows/servercore: four parts, and five with the processor. */
export const windows: string[] = listing(`
  10.0.14393.{321,576,693,7606} 10.0.17763.{1,107,6659,6775} 10.0.17763.{6659,6775}-amd64 10.0.20348.{2655,2762,2849,2966}{,-amd64} 10.0.26100.{1742,2314,2605}{,-amd64}
  1803 1809 1903 1909 2004 20H2 ltsc2016 ltsc2019 ltsc2022 ltsc2025 ltsc20{19,22,25}-amd64 1809-KB4480116 1809-amd64 latest
`);
