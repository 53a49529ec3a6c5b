// How things are named. It loads none of the code that reaches a registry or a layout.
export { isDigest } from './digest.ts';
export {
  formatPlatform,
  isUnknownPlatform,
  matchesPlatform,
  normalPlatform,
  type Platform,
  parsePlatform,
  samePlatform,
} from './platform.ts';
export {
  childRepository,
  defaultTag,
  formatReference,
  formatRepository,
  isTag,
  parseNamespace,
  parseReference,
  parseRepository,
  type Reference,
  type RepositoryName,
  referenceTo,
} from './reference.ts';
