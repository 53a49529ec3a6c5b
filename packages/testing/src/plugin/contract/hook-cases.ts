import assert from 'node:assert/strict';
import { MirrorError, PolicyError } from '@multiarch-mirror/errors';
import type { StandingStatement } from '../fake-image-context.ts';
import type { PluginCase } from './plugin-under-test.ts';
import { inTrial, type Trial, workOn } from './trial.ts';

const name = ({ subject, predicateType }: Pick<StandingStatement, 'subject' | 'predicateType'>) =>
  `${predicateType} on ${subject.digest}`;

const kinds = (list: readonly { name: string }[] = []) => list.map((kind) => kind.name).sort();

export const hookCases: PluginCase[] = [
  {
    name: 'checks what it needs: it passes where everything is there',
    run: (subject) => inTrial(subject, {}, async ({ hooks }) => hooks.check?.()),
  },
  {
    name: 'says with a hint what is missing, before anything is copied',
    run: async (subject) => {
      const missing = async (command: string) => {
        throw new MirrorError('MIRROR_TOOL_MISSING', `${command} is not on PATH`, {
          hint: `Install ${command}.`,
        });
      };
      await inTrial(subject, { exec: missing }, async ({ hooks, tools }) => {
        const thrown = await outcome(async () => hooks.check?.());
        if (tools.started === 0) return;
        assert.ok(thrown instanceof MirrorError, 'check refuses');
        assert.ok(!(thrown instanceof PolicyError), 'a missing tool is no matter of policy');
        assert.ok(thrown.hint, 'with a hint');
      });
    },
  },
  {
    name: 'inspects without changing anything, and says the same twice',
    run: (subject) =>
      inTrial(subject, {}, async (trial) => {
        const { hooks, image } = trial;
        await hooks.admit?.(image);
        const first = await hooks.inspect?.(image);
        assert.ok([undefined, 'complete', 'missing', 'broken'].includes(first), String(first));
        assert.deepEqual(image.asked, [], 'nothing is attached yet');
        assert.equal(await trial.again().hooks.inspect?.(trial.again().image), first);
      }),
  },
  {
    name: 'attaches to this image what it has asked for before, once, and as plain JSON',
    run: async (subject) => {
      for (const single of [false, true]) {
        await inTrial(subject, { single }, async (trial) => {
          const { hooks, image } = trial;
          await hooks.admit?.(image);
          const state = await hooks.inspect?.(image);
          const promised = image.promised.map(name);
          await hooks.attest?.(image);
          const subjects = [image.root, ...image.platforms.map(({ descriptor }) => descriptor)].map(
            ({ digest }) => digest,
          );
          for (const statement of image.attached) {
            assert.ok(subjects.includes(statement.subject.digest), `${name(statement)} is about this image`);
            assert.ok(promised.includes(name(statement)), `inspect asks for ${name(statement)}`);
            assert.ok(URL.canParse(statement.predicateType), `${statement.predicateType} is a URI`);
            assert.notEqual(statement.predicate, undefined);
            assert.deepEqual(
              JSON.parse(JSON.stringify(statement.predicate)),
              statement.predicate,
              'plain JSON',
            );
          }
          assert.equal(new Set(image.attached.map(name)).size, image.attached.length, 'none twice');
          if (image.attached.length > 0)
            assert.notEqual(state, 'complete', 'inspect saw that something is missing');
        });
      }
    },
  },
  {
    name: 'asks for nothing that it takes the place of',
    run: async (subject) => {
      for (const options of subject.options) {
        await inTrial(subject, { options }, async ({ hooks, image }) => {
          if (hooks.supersedes === undefined) return;
          await hooks.inspect?.(image);
          for (const { predicateType } of image.promised)
            assert.ok(!hooks.supersedes.includes(predicateType), `${predicateType} is attached`);
        });
      }
    },
  },
  {
    name: 'attaches nothing where everything stands',
    run: (subject) =>
      inTrial(subject, {}, async (trial) => {
        const first = await workOn(trial);
        const later = trial.again();
        const second = await workOn(later);
        assert.deepEqual(later.image.attached.map(name), []);
        if (trial.image.attached.length > 0) {
          assert.notEqual(first, 'complete');
          assert.equal(second, 'complete', 'inspect finds what attest has made');
        }
        // Another plugin may be incomplete, so that it is asked all the same.
        await later.hooks.attest?.(later.image);
        assert.deepEqual(later.image.attached.map(name), []);
      }),
  },
  {
    name: 'attaches what is missing, and only that',
    run: (subject) =>
      inTrial(subject, {}, async (trial) => {
        await workOn(trial);
        for (const gone of trial.image.attached) {
          const later = trial.again();
          later.image.standing.splice(
            later.image.standing.findIndex((one) => name(one) === name(gone)),
            1,
          );
          assert.notEqual(await workOn(later), 'complete', `${name(gone)} is missing`);
          assert.deepEqual(later.image.attached.map(name), [name(gone)]);
        }
      }),
  },
  {
    name: 'emits the kinds that it produces, made or found, and reads none but those that it consumes',
    run: (subject) =>
      inTrial(subject, {}, async (trial) => {
        await workOn(trial);
        await verify(trial);
        const later = trial.again();
        await workOn(later);
        await verify(later);
        for (const { emitted, read } of [trial, later]) {
          assert.deepEqual([...emitted].sort(), kinds(subject.plugin.produces));
          const known = [...kinds(subject.plugin.consumes), ...kinds(subject.plugin.produces)];
          assert.deepEqual(
            [...read].filter((kind) => !known.includes(kind)),
            [],
          );
        }
      }),
  },
  {
    name: 'verifies without changing anything',
    run: (subject) =>
      inTrial(subject, {}, async (trial) => {
        await workOn(trial);
        const before = trial.image.asked.length;
        await verify(trial);
        assert.equal(trial.image.asked.length, before);
      }),
  },
];

async function verify({ hooks, image }: Trial): Promise<void> {
  await hooks.verify?.(image);
}

/** What a hook throws; `undefined` where it does not. */
export async function outcome(hook: () => Promise<unknown>): Promise<unknown> {
  try {
    await hook();
    return undefined;
  } catch (thrown) {
    return thrown;
  }
}
