import { setTimeout as delay } from 'node:timers/promises';
import { MirrorError } from '@multiarch-mirror/errors';
import PQueue from 'p-queue';
import type { RunCosign } from './run-cosign.ts';

/** What modules say while another process has the token, besides what it means by its name (PKCS #11 3.1, section 5.1). */
const busy =
  /CKR_(?:GENERAL_ERROR|FUNCTION_FAILED|DEVICE_ERROR|DEVICE_MEMORY|SESSION_COUNT|SESSION_HANDLE_INVALID|CANT_LOCK|TOKEN_NOT_PRESENT)|find PKCS#11 token/;

/** Milliseconds until a token is asked again; under two seconds in all. */
const usual: readonly number[] = [50, 100, 200, 400, 800];

/**
 * Uses a token as tokens want it: by one process of ours at a time, since many of them, and SoftHSM too, fail when several log in at once,
 * and again after a while when others have it.
 */
export function tokenManners(run: RunCosign, pauses: readonly number[] = usual): RunCosign {
  const queue = new PQueue({ concurrency: 1 });
  const attempt: RunCosign = async (args) => {
    for (let asked = 0; ; asked += 1) {
      try {
        return await run(args);
      } catch (error) {
        const pause = pauses[asked];
        if (pause === undefined || !isBusy(error)) throw error;
        // Two that met once come back apart.
        await delay(pause / 2 + Math.random() * pause);
      }
    }
  };
  return (args) => queue.add(() => attempt(args));
}

function isBusy(error: unknown): boolean {
  return error instanceof MirrorError && busy.test(error.message);
}
