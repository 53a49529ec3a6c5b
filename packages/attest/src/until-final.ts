import { MirrorError } from '@multiarch-mirror/errors';
import type { RunCosign } from './run-cosign.ts';

/** After too many wrong ones a token takes none at all. */
const refusesPin = /CKR_PIN_/;

/**
 * Starts cosign no more after a fault that each further try makes worse: a token that has refused the PIN locks itself after a few, and with a
 * KMS that does not answer, or a token that nobody touches, every image of a run would wait to the end of its time.
 */
export function untilFinal(run: RunCosign): RunCosign {
  let fault: MirrorError | undefined;
  return async (args) => {
    if (fault !== undefined) throw fault;
    try {
      return await run(args);
    } catch (error) {
      if (error instanceof MirrorError && isFinal(error)) fault = error;
      throw error;
    }
  };
}

function isFinal({ code, message }: MirrorError): boolean {
  return code === 'MIRROR_TOOL_TIMEOUT' || refusesPin.test(message);
}
