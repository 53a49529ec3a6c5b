/** What the runner of GitHub Actions makes of a line. */
export interface RunnerCommand {
  name: string;
  properties: Record<string, string>;
  data: string;
}

/** The runner's own list of commands (actions/runner, ActionCommandManager and its extensions). */
const known: ReadonlySet<string> = new Set(
  'add-mask add-matcher add-path debug echo endgroup error group internal-set-repo-path notice remove-matcher save-state set-env set-output stop-commands warning'.split(
    ' ',
  ),
);

/** A log as the runner reads it, line by line: each is a command, in either of its two forms, or text. */
export function readLog(log: string): { commands: RunnerCommand[]; text: string[] } {
  const commands: RunnerCommand[] = [];
  const text: string[] = [];
  for (const line of log.split('\n')) {
    const command = newForm(line) ?? oldForm(line);
    if (command === undefined) text.push(line);
    else commands.push(command);
  }
  return { commands, text };
}

/** `::name key=value,key=value::data` after any white space (ActionCommand.TryParseV2). */
function newForm(line: string): RunnerCommand | undefined {
  const message = line.trimStart();
  if (!message.startsWith('::')) return undefined;
  const end = message.indexOf('::', 2);
  return end < 0 ? undefined : read(message.slice(2, end), message.slice(end + 2), ',');
}

/** `##[name key=value;key=value]data` anywhere in a line (ActionCommand.TryParse). */
function oldForm(line: string): RunnerCommand | undefined {
  const begin = line.indexOf('##[');
  const end = line.indexOf(']', begin);
  return begin < 0 || end < 0 ? undefined : read(line.slice(begin + 3, end), line.slice(end + 1), ';');
}

function read(info: string, data: string, separator: string): RunnerCommand | undefined {
  const [name = '', ...rest] = info.split(' ');
  if (!known.has(name)) return undefined;
  const pairs = rest
    .join(' ')
    .trim()
    .split(separator)
    .flatMap((pair): [string, string][] => {
      const [, key, value] = /^([^=]+)=(.+)$/s.exec(pair) ?? [];
      return key === undefined || value === undefined ? [] : [[key, unescaped(value, true)]];
    });
  return { name, properties: Object.fromEntries(pairs), data: unescaped(data, false) };
}

function unescaped(text: string, isProperty: boolean): string {
  const plain = text.replaceAll('%0D', '\r').replaceAll('%0A', '\n');
  return (isProperty ? plain.replaceAll('%3A', ':').replaceAll('%2C', ',') : plain).replaceAll('%25', '%');
}
