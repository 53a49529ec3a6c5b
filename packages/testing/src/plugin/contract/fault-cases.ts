import assert from 'node:assert/strict';
import { MirrorError, PolicyError } from '@multiarch-mirror/errors';
import { outcome } from './hook-cases.ts';
import type { PluginCase } from './plugin-under-test.ts';
import { inTrial, plantedSecrets, type Trial, workOn } from './trial.ts';

/** An interrupted run has less than two seconds in all. */
const patience = 2_000;

export const faultCases: PluginCase[] = [
  {
    name: 'stops when the run is interrupted, and attaches nothing after that',
    run: async (subject) => {
      const over = AbortSignal.abort(new Error('interrupted'));
      await inTrial(subject, { signal: over }, async (trial) => {
        await inTime(outcome(() => workOn(trial)));
        assert.deepEqual(trial.image.attached, []);
      });
    },
  },
  {
    name: 'does not outlast an interruption while a tool runs',
    run: async (subject) => {
      const controller = new AbortController();
      const begun = Promise.withResolvers<void>();
      const hanging = () =>
        new Promise<never>((_resolve, reject) => {
          controller.signal.addEventListener('abort', () => reject(controller.signal.reason as Error));
          begun.resolve();
        });
      await inTrial(subject, { signal: controller.signal, exec: hanging }, async (trial) => {
        const work = outcome(async () => {
          await trial.hooks.check?.();
          await workOn(trial);
        });
        await Promise.race([begun.promise, work]);
        controller.abort(new Error('interrupted'));
        const thrown = await inTime(work);
        assert.deepEqual(trial.image.attached, trial.tools.started > 0 ? [] : trial.image.attached);
        assert.ok(!(thrown instanceof PolicyError), 'an interruption is no matter of policy');
      });
    },
  },
  {
    name: 'passes on what a tool failed of, with a code and a hint',
    run: async (subject) => {
      const failing = async (command: string) => {
        throw new MirrorError('MIRROR_TOOL_FAILED', `${command} ended with 1`, {
          hint: `Run ${command} by hand.`,
        });
      };
      await inTrial(subject, { exec: failing }, async (trial) => {
        const thrown = await outcome(() => workOn(trial));
        if (trial.tools.started === 0) return;
        if (subject.toolsOptional) return assert.equal(thrown, undefined, 'it works without its tools');
        assert.ok(thrown instanceof MirrorError, 'it throws a MirrorError');
        assert.ok(!(thrown instanceof PolicyError), 'a broken tool is no matter of policy');
        assert.ok(thrown.hint, 'with a hint');
        assert.deepEqual(trial.image.attached, [], 'nothing is attached of a tool that failed');
      });
    },
  },
  {
    name: 'shows no secret: not in what it attaches, says, throws or makes of its options',
    run: async (subject) => {
      await inTrial(subject, {}, async (trial) => {
        const seen: unknown[] = [await outcome(async () => trial.hooks.check?.())];
        seen.push(
          await outcome(() => workOn(trial)),
          await outcome(async () => trial.hooks.verify?.(trial.image)),
        );
        assertNoSecret([...seen.map(text), ...traces(trial)]);
      });
      const failing = async (command: string) => {
        throw new MirrorError('MIRROR_TOOL_FAILED', `${command} ended with 1`, { hint: 'Look.' });
      };
      await inTrial(subject, { exec: failing }, async (trial) => {
        const thrown = await outcome(() => workOn(trial));
        assertNoSecret([text(thrown), ...traces(trial)]);
      });
    },
  },
];

function traces({ hooks, run, image }: Trial): string[] {
  const attached = image.attached.map((statement) => JSON.stringify(statement));
  return [hooks.fingerprint?.() ?? '', ...run.messages, ...image.messages, ...attached];
}

function text(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  return [thrown.message, thrown.stack, (thrown as { hint?: string }).hint, text(thrown.cause)].join('\n');
}

function assertNoSecret(texts: readonly string[]): void {
  for (const [variable, secret] of Object.entries(plantedSecrets))
    assert.ok(!texts.some((one) => one.includes(secret)), `the value of ${variable} is seen`);
}

async function inTime<Result>(work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new assert.AssertionError({ message: 'it goes on after the interruption' })),
      patience,
    );
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
