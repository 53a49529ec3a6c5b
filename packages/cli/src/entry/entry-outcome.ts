import { flowYaml, type ManifestEntry } from '@multiarch-mirror/core';
import { printable } from '@multiarch-mirror/errors';
import type { Printer } from '../render/printer.ts';
import { count } from '../render/quantity.ts';
import { textChange } from '../render/text-change.ts';
import type { PlatformFinding } from './entry-platforms.ts';

/** Tags that are shown of a selection. */
const shown = 5;

/** What `mirror add` has found, and whether it is in the manifest now. */
export interface EntryOutcome {
  /** As the user named it. */
  file: string;
  written: boolean;
  name: string;
  /** Where the entry stands. */
  line: number;
  entry: ManifestEntry;
  /** Tags upstream. */
  listed: number;
  selected: readonly string[];
  platforms: PlatformFinding;
  before: string;
  after: string;
}

export function entryDocument(outcome: EntryOutcome): object {
  const { file, written, name, line, entry, listed, selected, platforms, before, after } = outcome;
  const { available, missing } = platforms;
  const { lines } = textChange(before, after);
  return {
    version: 1,
    file,
    written,
    image: name,
    line,
    entry,
    tags: { listed, selected },
    platforms: { available, missing },
    diff: lines.map(({ mark, text }) => `${mark}${text}`).join('\n'),
  };
}

/** What was found, and what changes in the manifest. */
export function printChange(printer: Printer, outcome: EntryOutcome): void {
  const { line, colors } = printer;
  const { entry, selected, platforms } = outcome;
  const more = selected.length > shown ? ` and ${selected.length - shown} more` : '';
  line(colors.bold(printable(entry.source)));
  line(`  tags       ${printable(`${selected.slice(0, shown).join(', ')}${more}, of ${outcome.listed}`)}`);
  line(`  platforms  ${printable(platforms.present.join(', ') || platforms.available.join(', ') || 'none')}`);
  if (platforms.missing.length > 0) {
    const { missingPlatform = 'what defaults say', platforms: own } = entry;
    const answer = own === undefined ? `missingPlatform: ${missingPlatform}` : `platforms: ${flowYaml(own)}`;
    line(`  ${colors.yellow('missing')}    ${printable(platforms.missing.join(', '))} (${answer})`);
  }
  line();
  printLines(printer, outcome);
  line();
}

/** What was done, and what comes next. */
export function printEntry(
  { line, colors }: Printer,
  { file, written, name, ...outcome }: EntryOutcome,
): void {
  if (written) {
    line(`${colors.green('✔')} ${printable(file)}:${outcome.line}: ${printable(name)} is added`);
    line(`  next: mirror plan ${printable(name)}`);
  } else line(`${printable(file)} is as it was: ${count(1, 'image')} would be added`);
}

function printLines({ line, colors }: Printer, { before, after }: EntryOutcome): void {
  const change = textChange(before, after);
  const width = String(change.line + change.lines.length).length;
  let number = change.line;
  for (const { mark, text } of change.lines) {
    const row = `${mark} ${mark === '-' ? ' '.repeat(width) : String(number).padStart(width)} | ${printable(text)}`;
    if (mark !== '-') number += 1;
    line(mark === '+' ? colors.green(row) : mark === '-' ? colors.red(row) : colors.dim(row));
  }
}
