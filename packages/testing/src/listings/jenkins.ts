import { listing } from './listing.ts';

/** docker.io/jenkins/jenkins: weekly releases of two parts, long-term ones of three, a JDK and a distribution behind both. */
export const jenkins: string[] = listing(`
  2.{480..499}{,-alpine,-slim,-jdk17,-jdk21,-alpine-jdk17,-slim-jdk21,-rhel-ubi9-jdk17} 2.{426,440,452,462,479}.{1..3}{,-lts,-alpine,-slim,-jdk17,-jdk21,-lts-jdk17,-lts-jdk21,-lts-alpine,-lts-slim-jdk17} 2.492.{1,2}{,-lts,-alpine,-slim,-jdk17,-jdk21,-lts-jdk17,-lts-jdk21,-lts-alpine,-lts-slim-jdk17}
  2.{414,426,440,452,462,479,492} 2.{60,73,89,107}.{1..4}{,-alpine} latest latest-jdk17 latest-jdk21 lts lts-jdk17 lts-jdk21 lts-alpine lts-slim alpine slim jdk17 jdk21 alpine3.21-jdk21
  2.60.3-slim 1.{554..658} weekly {lts,weekly}-rhel-ubi9-jdk17 centos7 windowsservercore-ltsc2019 jdk17-hotspot-windowsservercore-2022 2.492.2-jdk21-preview
`);
