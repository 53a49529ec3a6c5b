import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const names = ['GITHUB_OUTPUT', 'GITHUB_ENV', 'GITHUB_PATH', 'GITHUB_STEP_SUMMARY'] as const;

/** What a step has said by its files (GitHub docs, "Workflow commands", environment files). */
interface Said {
  outputs: Record<string, string>;
  environment: Record<string, string>;
  /** Directories for PATH. */
  path: string[];
  summary: string;
}

/** The files of one step, all empty. */
export interface CommandFiles {
  readonly variables: Readonly<Record<(typeof names)[number], string>>;
  read(): Promise<Said>;
}

export async function createCommandFiles(directory: string): Promise<CommandFiles> {
  await mkdir(directory, { recursive: true });
  const entries = names.map((name) => [name, join(directory, name)] as const);
  for (const [, path] of entries) await writeFile(path, '');
  const variables = Object.fromEntries(entries) as CommandFiles['variables'];
  return {
    variables,
    read: async () => {
      const text = (name: (typeof names)[number]) => readFile(variables[name], 'utf8');
      return {
        outputs: assignments(await text('GITHUB_OUTPUT')),
        environment: assignments(await text('GITHUB_ENV')),
        path: (await text('GITHUB_PATH')).split('\n').filter(Boolean),
        summary: await text('GITHUB_STEP_SUMMARY'),
      };
    },
  };
}

/** `NAME=VALUE`, and `NAME<<END` for a value of several lines. @throws Error for a line that is neither, as the runner has it */
function assignments(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  const lines = text.split('\n');
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    if (line === '') continue;
    const [, name = '', sign, rest = ''] = /^([^=<]+)(=|<<)(.*)$/.exec(line) ?? [];
    if (sign === undefined) throw new Error(`invalid format '${line}'`);
    if (sign === '=') {
      found[name] = rest;
      continue;
    }
    const end = lines.indexOf(rest, index + 1);
    if (end < 0) throw new Error(`matching delimiter not found '${rest}'`);
    found[name] = lines.slice(index + 1, end).join('\n');
    index = end;
  }
  return found;
}
