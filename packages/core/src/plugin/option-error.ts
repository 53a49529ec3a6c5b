import { branded, MirrorError, type MirrorErrorOptions, toMirrorError } from '@multiarch-mirror/errors';

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

/**
 * What `check` gives; what it throws is shown as a fault of the option.
 * @throws OptionError with the code and the hint of that fault
 */
export function checkOption<Value>(option: string, check: () => Value): Value {
  try {
    return check();
  } catch (thrown) {
    const { code, message, hint } = toMirrorError(thrown);
    throw new OptionError(option, message, { code, cause: thrown, ...(hint !== undefined && { hint }) });
  }
}
