import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { MirrorError } from '@multiarch-mirror/errors';
import { exitCodes } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { Refusal } from '../refusal.ts';
import { failureDocument, toJson } from '../render/json-document.ts';
import { errorsOf } from './execute.ts';

/**
 * `--report FILE`: what `--json` prints, for CI to keep while people read the lines. The file is empty until then, so that a run
 * that was killed leaves nothing that could be taken for a report, not the one of an earlier run either.
 * @throws Refusal MIRROR_USAGE_OUTPUT before anything is done
 */
export async function withReportFile<Result>(
  io: Io,
  file: string | undefined,
  body: (save: (document: unknown) => Promise<void>) => Promise<Result>,
): Promise<Result> {
  const save = async (document: unknown): Promise<void> => {
    if (file !== undefined) await write(io, file, `${toJson(document)}\n`);
  };
  if (file !== undefined) await write(io, file, '');
  try {
    return await body(save);
  } catch (thrown) {
    await save(failureDocument(errorsOf(io, thrown)));
    throw thrown;
  }
}

async function write({ directory }: Io, file: string, text: string): Promise<void> {
  try {
    await writeFile(resolve(directory, file), text);
  } catch (thrown) {
    const message = `the report cannot be written: ${(thrown as Error).message}`;
    const details = { place: { file }, hint: 'Name a file in a directory that exists.', cause: thrown };
    throw new Refusal([new MirrorError('MIRROR_USAGE_OUTPUT', message, details)], exitCodes.usage);
  }
}
