import { printable, redact } from '@multiarch-mirror/errors';
import type { Output } from '../../io.ts';

/** What an annotation stands at. */
export interface CommandProperties {
  /** From the root of the repository. */
  file?: string;
  line?: number;
  col?: number;
  title?: string;
}

export type CommandName = 'error' | 'warning' | 'group' | 'endgroup';

/** Whether this is a job of GitHub Actions (docs, "Variables reference"). */
export function isActions({ GITHUB_ACTIONS }: NodeJS.ProcessEnv): boolean {
  return GITHUB_ACTIONS === 'true';
}

/**
 * Tells the runner something (docs, "Workflow commands"). `lines` are shown below one another; nothing in them or in the properties
 * ends the command or begins another one.
 */
export function writeCommand(
  output: Output,
  name: CommandName,
  properties: CommandProperties = {},
  lines: readonly string[] = [],
): void {
  const list = Object.entries(properties).flatMap(([key, value]) =>
    value === undefined ? [] : `${key}=${escapeProperty(clean(String(value)))}`,
  );
  const lead = list.length === 0 ? name : `${name} ${list.join(',')}`;
  output.write(`::${lead}::${lines.map((line) => escapeData(clean(line))).join('%0A')}\n`);
}

/**
 * A line that the runner takes for no command: one begins with `::`, whatever white space stands before it, or holds `##[`
 * (actions/runner, ActionCommand).
 */
export function withoutCommands(line: string): string {
  return line.replace(/^(\s*):(?=:)/, '$1\\u003a').replaceAll('##[', '##\\u005b');
}

function clean(text: string): string {
  return printable(redact(text));
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
