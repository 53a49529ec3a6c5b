import { branded, MirrorError, type MirrorErrorOptions } from '@multiarch-mirror/errors';

/**
 * An option that its schema lets through and that is wrong all the same. A plugin throws it in `create`, and it is shown at the
 * option's own line.
 */
export class OptionError extends MirrorError {
  /** The option's name in `with`. */
  readonly option: string;

  constructor(option: string, message: string, options: MirrorErrorOptions & { code?: string } = {}) {
    super(options.code ?? 'MIRROR_CONFIG_VALUE', message, options);
    this.option = option;
  }
}

// A plugin may bring its own copy of this package.
branded(OptionError);
