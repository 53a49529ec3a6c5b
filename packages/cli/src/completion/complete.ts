import type { CommandUnknownOpts, Option } from '@commander-js/extra-typings';

/** What may stand where the cursor is. */
export type Completion = { kind: 'files' } | { kind: 'values'; values: CompletionValue[] };

interface CompletionValue {
  value: string;
  description: string;
}

/** What only the world knows. */
export interface CompletionSources {
  /** Names of the manifest's images; `config`: of this one. */
  images(config: string | undefined): Promise<readonly string[]>;
}

const nothing: Completion = { kind: 'values', values: [] };

/**
 * Completes a command line as the program itself would read it: commands, options, their values, images.
 * @param words behind the program's name; the last one, maybe empty, is what is being typed
 */
export async function complete(
  program: CommandUnknownOpts,
  words: readonly string[],
  sources: CompletionSources,
): Promise<Completion> {
  // bash takes `--option=value` apart.
  const typed = words.filter((word, index) => word !== '=' || index === words.length - 1);
  const before = typed.slice(0, -1);
  const partial = typed.at(-1) === '=' ? '' : (typed.at(-1) ?? '');
  const line = readLine(program, before);
  const [, name, value] = /^(--[^=]+)=(.*)$/.exec(partial) ?? [];
  if (name !== undefined) {
    const asked = line.options.find(({ long }) => long === name);
    const found = asked === undefined ? nothing : valuesOf(asked);
    return matching(prefixed(found, `${name}=`), `${name}=${value}`);
  }
  if (line.awaits !== undefined) return matching(valuesOf(line.awaits), partial);
  if (partial.startsWith('-') && !line.ended) return matching(optionsOf(line), partial);
  return matching(await argumentsOf(program, line, sources), partial);
}

/** What stands before the cursor. */
interface Line {
  command: CommandUnknownOpts;
  /** Options that count here, with the program's own. */
  options: Option[];
  given: Set<Option>;
  operands: string[];
  /** An option that waits for its value. */
  awaits: Option | undefined;
  /** `--` was typed. */
  ended: boolean;
  config: string | undefined;
}

function readLine(program: CommandUnknownOpts, words: readonly string[]): Line {
  const line: Line = {
    command: program,
    options: visible(program),
    given: new Set(),
    operands: [],
    awaits: undefined,
    ended: false,
    config: undefined,
  };
  for (const word of words) {
    const [flag, attached] = word.split(/=(.*)/s);
    const option = line.options.find(({ short, long }) => short === flag || long === flag);
    if (line.awaits !== undefined) {
      if (line.awaits.attributeName() === 'config') line.config = word;
      line.awaits = undefined;
    } else if (line.ended) line.operands.push(word);
    else if (word === '--') line.ended = true;
    else if (option !== undefined) {
      line.given.add(option);
      if (option.attributeName() === 'config') line.config = attached;
      if ((option.required || option.optional) && attached === undefined) line.awaits = option;
    } else if (word.startsWith('-')) continue;
    else {
      const sub = line.command.commands.find((one) => one.name() === word);
      if (line.operands.length === 0 && sub !== undefined) {
        line.command = sub;
        line.options = [...visible(sub), ...visible(program)];
      } else line.operands.push(word);
    }
  }
  return line;
}

function visible(command: CommandUnknownOpts): Option[] {
  return command.createHelp().visibleOptions(command);
}

function optionsOf({ options, given }: Line): Completion {
  const left = options.filter((option) => !given.has(option) || option.variadic);
  const values = left.map(({ long, short, description }) => ({ value: long ?? short ?? '', description }));
  return { kind: 'values', values };
}

function valuesOf({ argChoices, flags }: Option): Completion {
  if (argChoices !== undefined) return { kind: 'values', values: plain(argChoices) };
  return /[<[](?:file|dir)/.test(flags) ? { kind: 'files' } : nothing;
}

async function argumentsOf(
  program: CommandUnknownOpts,
  { command, operands, config }: Line,
  sources: CompletionSources,
): Promise<Completion> {
  if (command === program && operands.length > 0 && operands[0] !== 'help') return nothing;
  if (command === program || (command.commands.length > 0 && operands.length === 0)) {
    const commands = command.createHelp().visibleCommands(command);
    const values = commands.map((one) => ({ value: one.name(), description: one.summary() }));
    return { kind: 'values', values };
  }
  const all = command.registeredArguments;
  const argument = all[operands.length] ?? (all.at(-1)?.variadic === true ? all.at(-1) : undefined);
  if (argument === undefined) return nothing;
  if (argument.argChoices !== undefined) return { kind: 'values', values: plain(argument.argChoices) };
  if (/^(?:file|dir)$/.test(argument.name())) return { kind: 'files' };
  if (argument.name() !== 'image') return nothing;
  const names = await sources.images(config);
  return { kind: 'values', values: plain(names.filter((name) => !operands.includes(name))) };
}

function plain(values: readonly string[]): CompletionValue[] {
  return [...new Set(values)].map((value) => ({ value, description: '' }));
}

function prefixed(completion: Completion, prefix: string): Completion {
  if (completion.kind === 'files') return completion;
  return {
    kind: 'values',
    values: completion.values.map((one) => ({ ...one, value: `${prefix}${one.value}` })),
  };
}

function matching(completion: Completion, partial: string): Completion {
  if (completion.kind === 'files') return completion;
  return { kind: 'values', values: completion.values.filter(({ value }) => value.startsWith(partial)) };
}
