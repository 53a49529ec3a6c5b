export { fitLock } from './fit-lock.ts';
export { loadLock, lockFileOf, lockNotFound } from './load-lock.ts';
export { type Lock, type LockedDigest, type LockedImage, type LockedTag, lockName } from './lock.ts';
export { type LockChange, type MadeLock, makeLock } from './make-lock.ts';
export { type ParsedLock, parseLock } from './parse-lock.ts';
export { type LockEntry, writeLock } from './write-lock.ts';
