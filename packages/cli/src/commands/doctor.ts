import { type Check, diagnose } from '@multiarch-mirror/core';
import { MirrorError } from '@multiarch-mirror/errors';
import { doctorDocument, printChecks } from '../doctor/checks-text.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { Refusal } from '../refusal.ts';
import type { Renderer } from '../render/renderer.ts';
import { execute } from './execute.ts';
import type { GlobalOptions } from './global-options.ts';
import { openManifest } from './manifest.ts';

/** `mirror doctor` */
export async function doctorCommand(io: Io, options: GlobalOptions): Promise<ExitCode> {
  return execute(io, { ...options, progress: false }, async (renderer) => {
    const checks = await allChecks(io, options, renderer);
    await renderer.statement(doctorDocument(checks), (printer) => printChecks(printer, checks));
    return checks.some(({ status }) => status === 'fail') ? exitCodes.failed : exitCodes.done;
  });
}

/** A manifest that is wrong is one of the findings; what depends on it cannot be looked at. */
async function allChecks(io: Io, options: GlobalOptions, renderer: Renderer): Promise<Check[]> {
  try {
    const { config, session } = await openManifest(io, options, renderer);
    try {
      const area = 'manifest';
      const manifest: Check = { area, status: 'ok', message: `${config.file} is valid` };
      return [manifest, ...(await diagnose(session, io.environment))];
    } finally {
      await session.close();
    }
  } catch (thrown) {
    const errors = thrown instanceof Refusal ? thrown.errors : [thrown];
    const own = errors.filter(
      (error): error is MirrorError =>
        error instanceof MirrorError &&
        (thrown instanceof Refusal || error.code.startsWith('MIRROR_CONFIG_')),
    );
    if (own.length === 0) throw thrown;
    return own.map((error) => ({
      area: 'manifest',
      status: 'fail',
      message: error.describe(),
      code: error.code,
      ...(error.hint !== undefined && { hint: error.hint }),
    }));
  }
}
