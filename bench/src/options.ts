import { parseArgs } from 'node:util';
import { parseSize } from './size.ts';

export interface Options {
  /** Bytes of the image's layers. */
  size: number;
  /** Counted runs of each tool. */
  runs: number;
}

export const help = `npm run bench -- [--size SIZE] [--runs N]

  --size SIZE  of the image, such as 1GiB (the default) or 256MiB; memory is measured at a quarter and at twice of it too
  --runs N     counted runs of each tool after a warm-up, 3 by default`;

/** @throws Error that says what is wrong with the command line */
export function readOptions(args: string[]): Options | 'help' {
  const { values } = parseArgs({
    args,
    options: {
      size: { type: 'string', default: '1GiB' },
      runs: { type: 'string', default: '3' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  if (!/^[1-9]\d?$/.test(values.runs)) throw new Error(`--runs ${values.runs}: give a number from 1 to 99`);
  return { size: parseSize(values.size), runs: Number(values.runs) };
}
