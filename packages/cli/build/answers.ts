import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import type { main as Main } from '../src/program.ts';

/** As ../bin/kept-answers.js looks for them. */
const widths = [100, 80];

/** Writes what `--version` and each `--help` print, so that nothing need be loaded to say it. */
export async function writeAnswers(main: typeof Main, directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  const help = await answer(main, ['--help'], widths[0]);
  // The list of commands is indented by two.
  const [, list = ''] = /^Commands:\n((?: {2}.*\n)*)/m.exec(help) ?? [];
  const commands = [...list.matchAll(/^ {2}([a-z]+)/gm)].flatMap(([, name]) => name ?? []);
  await writeFile(join(directory, 'version.txt'), await answer(main, ['--version'], widths[0]));
  for (const width of widths) {
    await writeFile(join(directory, `help.${width}.txt`), await answer(main, ['--help'], width));
    for (const command of commands.filter((name) => name !== 'help')) {
      const text = await answer(main, [command, '--help'], width);
      await writeFile(join(directory, `help-${command}.${width}.txt`), text);
    }
  }
}

async function answer(main: typeof Main, argv: string[], columns: number | undefined): Promise<string> {
  let text = '';
  const output = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      text += chunk.toString();
      done();
    },
  });
  const stdout = Object.assign(output, columns === undefined ? {} : { columns });
  const code = await main(argv, {
    stdout,
    stderr: process.stderr,
    environment: {},
    directory: process.cwd(),
    signal: new AbortController().signal,
    now: Date.now,
  });
  if (code !== 0 || text === '') throw new Error(`mirror ${argv.join(' ')} has no answer`);
  return text;
}
