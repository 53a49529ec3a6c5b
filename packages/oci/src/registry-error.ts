import { MirrorError, type MirrorErrorOptions } from '@multiarch-mirror/errors';
import type { OciErrorCode } from './codes.ts';

export interface RegistryErrorOptions extends MirrorErrorOptions {
  /** The HTTP status, where there was an answer. */
  status?: number;
  /** Codes of the answer's body (distribution-spec, "Error Codes"). */
  registryCodes?: string[];
  /** Whether the same request may succeed later. */
  transient?: boolean;
  /** When the registry wants to be asked again. */
  retryAt?: Date;
}

/** An error that a registry answered, or that came in place of its answer. */
export class RegistryError extends MirrorError {
  readonly status: number | undefined;
  readonly registryCodes: string[];
  readonly transient: boolean;
  readonly retryAt: Date | undefined;

  constructor(code: OciErrorCode, message: string, options: RegistryErrorOptions = {}) {
    super(code, message, options);
    this.status = options.status;
    this.registryCodes = options.registryCodes ?? [];
    this.transient = options.transient ?? false;
    this.retryAt = options.retryAt;
  }
}
