import { parseArgs } from 'node:util';
import { localWorks } from './local-work.ts';
import { parseSize } from './size.ts';
import { works } from './work.ts';

/** The names of the benches that are like no other. */
export const planning = 'plan';
export const answering = 'answer';
export const attesting = 'attest';
export const flowing = 'flow';

export interface Options {
  /** Names of works. */
  names: string[];
  /** Bytes of the layers of the image of cold copies. */
  size: number;
  /** Counted runs of each tool. */
  runs: number;
}

const allWorks: Readonly<Record<string, { title: string }>> = {
  ...works,
  ...localWorks,
  [attesting]: { title: 'SBOM, signature and provenance of 50 images beside the cosign command line' },
  [flowing]: { title: 'A run with the real Trivy: bytes on the network, and who waits for whom' },
  [answering]: { title: '--version and --help beside Node itself' },
  [planning]: { title: 'Planning of up to 1,000 sources with 100,000 tags: time and memory' },
};

export const help: string = `npm run bench -- [--size SIZE] [--runs N] [WORK…]

${Object.entries(allWorks)
  .map(([name, { title }]) => `  ${name.padEnd(12)} ${title}`)
  .join('\n')}

  --size SIZE  of the image of cold copies, such as 1GiB (the default) or 256MiB
  --runs N     counted runs of each tool after a warm-up, 3 by default`;

/** @throws Error that says what is wrong with the command line */
export function readOptions(args: string[]): Options | 'help' {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      size: { type: 'string', default: '1GiB' },
      runs: { type: 'string', default: '3' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  if (!/^[1-9]\d?$/.test(values.runs)) throw new Error(`--runs ${values.runs}: give a number from 1 to 99`);
  const unknown = positionals.find((name) => !Object.hasOwn(allWorks, name));
  if (unknown !== undefined) throw new Error(`${unknown} is none of ${Object.keys(allWorks).join(', ')}`);
  const names = positionals.length > 0 ? positionals : Object.keys(allWorks);
  return { names, size: parseSize(values.size), runs: Number(values.runs) };
}
