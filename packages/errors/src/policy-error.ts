import { branded } from './branded.ts';
import { MirrorError, type MirrorErrorOptions } from './mirror-error.ts';

/** An image was refused, or does not verify: the run goes on and exits with 3. */
export class PolicyError extends MirrorError {
  constructor(message: string, options: MirrorErrorOptions & { code?: string } = {}) {
    super(options.code ?? 'MIRROR_POLICY', message, options);
  }
}

branded(PolicyError);
