import { MirrorError, toMirrorError } from '@multiarch-mirror/errors';
import { exitCodes } from './exit-code.ts';

/** An interrupted run ends within two seconds; tags move last, so that nothing half is published even then. */
const patience = 1_500;

/**
 * What concerns the process as a whole: Ctrl-C and SIGTERM become the signal that is returned, a second one ends at once; a
 * reader that went away is no error; what nobody caught is a bug. `lastWords` is called before the process is ended in the middle of
 * something.
 */
export function watchProcess(
  guarded: NodeJS.Process,
  lastWords: (error: MirrorError) => void = () => undefined,
): AbortSignal {
  const controller = new AbortController();
  const end = (): void => {
    lastWords(interrupted());
    guarded.exit(exitCodes.interrupted);
  };
  const interrupt = (): void => {
    if (controller.signal.aborted) end();
    controller.abort();
    setTimeout(end, patience).unref();
  };
  // CI cancels with SIGINT, and with SIGTERM some seconds later; a terminal that is closed says SIGHUP.
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) guarded.on(name, interrupt);

  // `mirror run | head` goes on, unheard, and ends with the exit code that is true.
  for (const stream of [guarded.stdout, guarded.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') throw error;
    });
  }

  const crash = (thrown: unknown): void => {
    lastWords(toMirrorError(thrown));
    void reportAndExit(guarded, thrown);
  };
  guarded.on('uncaughtException', crash);
  guarded.on('unhandledRejection', crash);
  return controller.signal;
}

/** Why a command ends that was told to. */
export function interrupted(): MirrorError {
  return new MirrorError('MIRROR_INTERRUPTED', 'interrupted', {
    hint: 'Run it again: what is at the destination already is not copied twice.',
  });
}

async function reportAndExit(guarded: NodeJS.Process, thrown: unknown): Promise<void> {
  const { reportBug } = await import('./report-bug.ts');
  guarded.exit(reportBug(thrown, guarded.stderr));
}
