import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { complete } from '../completion/complete.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import type { Io } from '../io.ts';

/** `mirror __complete -- WORD…`, for the scripts of `mirror completion`. Says nothing where it knows nothing. */
export async function completeCommand(
  io: Io,
  program: CommandUnknownOpts,
  words: readonly string[],
): Promise<ExitCode> {
  const completion = await complete(program, words, { images: (config) => imageNames(io, config) });
  io.stdout.write(`${completion.kind}\n`);
  if (completion.kind === 'files') return exitCodes.done;
  const rows = completion.values.map(({ value, description }) =>
    description === '' ? value : `${value}\t${description}`,
  );
  for (const row of rows) io.stdout.write(`${row}\n`);
  return exitCodes.done;
}

/** Of a manifest that is being written, too; none where there is none. */
async function imageNames(io: Io, config: string | undefined): Promise<readonly string[]> {
  const { checkManifest } = await import('./check-manifest.ts');
  try {
    const { result } = await checkManifest(io, { config, logLevel: 'error', color: false }, 'warning');
    const { images = [] } = result.config ?? result.partial ?? {};
    return [...new Set(images.map(({ name }) => name))];
  } catch {
    return [];
  }
}
