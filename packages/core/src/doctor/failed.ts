import { toMirrorError } from '@multiarch-mirror/errors';
import type { Check } from './check.ts';

/** What was thrown, as a check that failed. */
export function failed(area: string, thrown: unknown, status: 'warn' | 'fail' = 'fail'): Check {
  const { message, code, hint } = toMirrorError(thrown);
  return { area, status, message, code, ...(hint !== undefined && { hint }) };
}
