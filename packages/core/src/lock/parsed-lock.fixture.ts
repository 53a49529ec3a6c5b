import type { Config } from '../config/index.ts';
import type { LockedImages } from '../plan/tag-state.ts';
import { fitLock } from './fit-lock.ts';
import { type ParsedLock, parseLock } from './parse-lock.ts';

/** @throws Error with what is wrong with it */
export function parsedLock(text: string): ParsedLock {
  const lock = parseLock(text, 'mirror.lock.yaml');
  if ('errors' in lock) throw new Error(lock.errors.map((error) => error.describe()).join('\n'));
  return lock;
}

/** What a run that holds to a lock is given. @throws Error with what does not fit */
export function lockedBy(config: Config, text: string | undefined): { locked?: LockedImages } {
  if (text === undefined) return {};
  const fitted = fitLock(parsedLock(text).lock, config);
  if (fitted.locked === undefined) throw new Error(fitted.errors.map((error) => error.describe()).join('\n'));
  return { locked: fitted.locked };
}
