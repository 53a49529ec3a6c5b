import { MirrorError, type MirrorErrorOptions } from '@multiarch-mirror/errors';
import { exitCodes } from '../exit-code.ts';
import { Refusal } from '../refusal.ts';

/** Why no entry is written, as something the command line can mend. */
export function refuse(code: string, message: string, options: MirrorErrorOptions): Refusal {
  return new Refusal([new MirrorError(code, message, options)], exitCodes.usage);
}
