import { parseArgs } from 'node:util';

export interface DemoOptions {
  /** A real registry's image, in place of the one that is made here. */
  upstream: string | undefined;
  /** Leave everything running until somebody ends it. */
  keep: boolean;
}

export const help = `npm run demo -- [--upstream REFERENCE] [--keep]

  --upstream REFERENCE  mirror this image of a real registry, such as docker.io/library/alpine:3,
                        in place of one that is made from files of this machine
  --keep                leave registries and Sigstore running until Enter or Ctrl-C, to look around
                        (needs a terminal)`;

/** @throws Error that says what is wrong with the command line */
export function readOptions(args: string[], isTerminal: boolean): DemoOptions | 'help' {
  const { values } = parseArgs({
    args,
    options: {
      upstream: { type: 'string' },
      keep: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  if (values.keep && !isTerminal) throw new Error('--keep needs a terminal: nobody could end it otherwise.');
  return { upstream: values.upstream, keep: values.keep };
}
