/**
 * What scanners read beside name, version and purl, by the names that Trivy gives it: of what kind an application is, and the source of a
 * package as distributions with modules, epochs and releases need it. The others say where a package was found.
 */
export const scannerProperties: ReadonlySet<string> = new Set([
  'Class',
  'Type',
  'SrcName',
  'SrcVersion',
  'SrcRelease',
  'SrcEpoch',
  'Modularitylabel',
]);
