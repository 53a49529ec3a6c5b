import { insertEntry, type ManifestEntry, readSource } from '@multiarch-mirror/core';
import { addedSource } from '../entry/added-source.ts';
import { openAsk } from '../entry/ask.ts';
import { askedTags } from '../entry/asked-tags.ts';
import { checkNeighbours } from '../entry/check-neighbours.ts';
import { choosePlatforms } from '../entry/choose-platforms.ts';
import { chooseTags } from '../entry/choose-tags.ts';
import { openDraft } from '../entry/draft.ts';
import { type EntryOutcome, entryDocument, printChange, printEntry } from '../entry/entry-outcome.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { createPrinter } from '../render/printer.ts';
import { replaceFile } from '../replace-file.ts';
import type { AddOptions } from './add-options.ts';
import { execute } from './execute.ts';

/** `mirror add SOURCE` */
export async function addCommand(io: Io, text: string, options: AddOptions): Promise<ExitCode> {
  return execute(io, { ...options, progress: false }, async (renderer) => {
    const draft = await openDraft(io, options);
    const source = addedSource(text, io.directory, draft.config);
    const base = {
      ...(options.name !== undefined && { name: options.name }),
      source: source.text,
      ...(options.destination !== undefined && { destination: options.destination }),
    };
    const image = draft.imageOf(base);
    const asked = askedTags(options, source);
    if (asked === undefined) checkNeighbours(image, draft.config.images, source, undefined, draft.file);
    const ask = options.yes === true || options.json === true ? undefined : openAsk(io);
    await using reader = readSource(draft.config, source.repository, io.signal);
    const { tags, selected, listed } = await chooseTags(reader, source, asked, { ...options, ask });
    checkNeighbours(image, draft.config.images, source, { tags, listed }, draft.file);
    const available = await reader.platforms(selected[0] ?? 'latest');
    const { finding, choice } = await choosePlatforms(image, available, options, ask);
    const entry: ManifestEntry = { ...base, tags, ...choice };
    const after = insertEntry(draft.text, entry);
    const line = draft.check(after);
    const outcome: EntryOutcome = {
      file: draft.file,
      written: false,
      name: image.name,
      line,
      entry,
      listed: listed.length,
      selected,
      platforms: finding,
      before: draft.text,
      after,
    };
    io.signal.throwIfAborted();
    const confirming = options.dryRun === true || asked !== undefined ? undefined : ask;
    if (confirming !== undefined) {
      printChange(createPrinter(io.stderr, options.color, io.environment), outcome);
    }
    const isWanted = await (confirming?.confirm(`Write ${outcome.name} to ${outcome.file}?`) ?? true);
    if (isWanted && options.dryRun !== true) {
      await replaceFile(draft.file, after, 'MIRROR_ADD_UNWRITABLE', 'the manifest');
      outcome.written = true;
    }
    await renderer.statement(entryDocument(outcome), (printer) => {
      if (confirming === undefined) printChange(printer, outcome);
      printEntry(printer, outcome);
    });
    return exitCodes.done;
  });
}
