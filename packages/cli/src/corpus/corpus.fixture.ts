import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeManifest, validateManifest } from '@multiarch-mirror/core/manifest';
import { formatPlace, type MirrorError, printable } from '@multiarch-mirror/errors';
import { pluginValidators } from '../plugin-validators.ts';
import { codeFrame, linesOf } from '../render/code-frame.ts';

/** A broken manifest, and what is said of it. */
export interface BrokenManifest {
  name: string;
  /** As the corpus has it. */
  written: string;
  /** As a file would have it. */
  bytes: Buffer;
  /** `run` and `plan` need what is only a warning to `validate`. */
  command: 'validate' | 'run';
  expected: string;
}

/** What a file of the corpus is called there and in its messages. */
export const manifestName = 'm.yaml';

const directory = import.meta.dirname;

/** Stands in the corpus for the names of all plugins of ours, so that a new one changes none of its files. */
const oursMark = '<each plugin of ours>';
const ours = pluginValidators.map(({ name }) => name).join(', ');

/** `escaped`: the manifest has \x… for a byte, \u… for a character, \t, \r. `run`: as `mirror run` reads it. */
const marks = /\s*\((escaped|run)\)$/;

/** The corpus's files, each about one part of the manifest. */
export const corpusFiles: readonly string[] = readdirSync(directory)
  .filter((name) => name.endsWith('.txt'))
  .map((name) => join(directory, name));

/**
 * Reads a file of the corpus: what stands before the first `=== NAME`, and the manifests, each followed by a line `---- ` and what is
 * said of it.
 */
export function readCorpus(file: string): { introduction: string; manifests: BrokenManifest[] } {
  const [introduction = '', ...sections] = readFileSync(file, 'utf8').split(/^=== /m);
  return {
    introduction,
    manifests: sections.map((section) => {
      const title = section.slice(0, section.indexOf('\n'));
      const [written = '', expected = ''] = section.slice(title.length + 1).split(/^----\n/m);
      const mark = marks.exec(title)?.[1];
      return {
        name: title.replace(marks, ''),
        written,
        bytes: mark === 'escaped' ? bytesOf(written) : Buffer.from(written),
        command: mark === 'run' ? 'run' : 'validate',
        expected: expected.replaceAll(oursMark, ours),
      };
    }),
  };
}

/** A file of the corpus with what is said today. */
export function writeCorpus(file: string): string {
  const text = readFileSync(file, 'utf8');
  const { introduction, manifests } = readCorpus(file);
  const titles = [...text.matchAll(/^=== (.*)$/gm)].map(([, title]) => title);
  const sections = manifests.map(
    (manifest, index) =>
      `=== ${titles[index]}\n${manifest.written}----\n${say(manifest).replaceAll(ours, oursMark)}\n`,
  );
  return `${introduction}${sections.join('').trimEnd()}\n`;
}

/** Everything that is said of a manifest: `LINE:COLUMN CODE message`, the line with a caret, the hint. */
export function say({ bytes, command }: BrokenManifest): string {
  const { text, fault } = decodeManifest(bytes, manifestName);
  const { errors = [], warnings } =
    fault === undefined
      ? validateManifest(text, {
          file: manifestName,
          environment: {},
          plugins: pluginValidators,
          unset: command === 'run' ? 'error' : 'warning',
        })
      : { errors: [fault], warnings: [] };
  const lines = linesOf(text);
  const issue = (error: MirrorError, lead: string): string => {
    const { code, message, hint, place } = error;
    const where = formatPlace(place).slice(manifestName.length + 1);
    const frame = codeFrame(lines, place).replace(/^/gm, '  ');
    return `${where} ${lead}${code} ${printable(message)}\n${frame}\n  hint: ${printable(hint ?? '')}\n`;
  };
  return [
    ...errors.map((error) => issue(error, '')),
    ...warnings.map((warning) => issue(warning, 'warning ')),
  ].join('');
}

function bytesOf(written: string): Buffer {
  const parts = written
    .replace(/\n$/, '')
    .split(/(\\x[0-9a-f]{2}|\\u[0-9a-f]{4}|\\[trn])/i)
    .map((part) => {
      const [, byte] = /^\\x(..)$/.exec(part) ?? [];
      if (byte !== undefined) return Buffer.from([Number.parseInt(byte, 16)]);
      return Buffer.from(/^\\[utrn]/.test(part) ? (JSON.parse(`"${part}"`) as string) : part);
    });
  return Buffer.concat(parts);
}
