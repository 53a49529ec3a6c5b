import { exitCodes } from './exit-code.ts';

/** An interrupted run ends within two seconds; tags move last, so that nothing half is published even then. */
const patience = 1_500;

/**
 * What concerns the process as a whole: Ctrl-C and SIGTERM become the signal that is returned, a second one ends at once; a
 * reader that went away is no error; what nobody caught is a bug.
 */
export function watchProcess(guarded: NodeJS.Process): AbortSignal {
  const controller = new AbortController();
  const interrupt = (): void => {
    if (controller.signal.aborted) guarded.exit(exitCodes.interrupted);
    controller.abort();
    setTimeout(() => guarded.exit(exitCodes.interrupted), patience).unref();
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
    void reportAndExit(guarded, thrown);
  };
  guarded.on('uncaughtException', crash);
  guarded.on('unhandledRejection', crash);
  return controller.signal;
}

async function reportAndExit(guarded: NodeJS.Process, thrown: unknown): Promise<void> {
  const { reportBug } = await import('./report-bug.ts');
  guarded.exit(reportBug(thrown, guarded.stderr));
}
