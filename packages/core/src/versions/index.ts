export { compareVersions } from './compare-versions.ts';
export { newestFirst } from './newest-first.ts';
export type { OmissionKind } from './omission.ts';
export { compilePattern, type Pattern } from './pattern.ts';
export {
  explainTags,
  highestVersion,
  type OmittedTag,
  type SelectedTag,
  type Selection,
  selectTags,
} from './select-tags.ts';
export { isAttestationName, isReserved, parseVersion, type Version } from './version.ts';
