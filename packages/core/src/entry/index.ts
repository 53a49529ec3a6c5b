export { insertEntry } from './insert-entry.ts';
export type { EntryWindow, ManifestEntry } from './manifest-entry.ts';
export { proposeTags, selectorOf, type TagProposal } from './propose-tags.ts';
export { readSource, type SourceReader } from './read-source.ts';
