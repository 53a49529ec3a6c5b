import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { main } from '../program.ts';
import { RecordingOutput } from '../recording-output.fixture.ts';
import { Workplace } from './workplace.fixture.ts';

// Each exit code of the contract, and which counts where several apply, as the command line gives them.

let place: Workplace;
beforeEach(async () => {
  place = await Workplace.open();
  for (const name of ['good', 'refused', 'limited', 'gone', 'twice', 'other', 'buggy'])
    await place.publish(name, '1.0.0');
  place.upstream.repository('up/gone').tags.clear();
  place.upstream.options.onRequest = ({ repository }) =>
    repository === 'up/limited'
      ? { kind: 'answer', status: 429, headers: { 'retry-after': '3600' } }
      : undefined;
  // Only an error that is marked as policy refuses an image; a plugin takes the class from where it finds it.
  await place.plugin(
    'refusing.ts',
    `admit: async () => { throw Object.assign(new PolicyError('not signed by upstream'), {}); }`,
    `import { PolicyError } from '${import.meta.resolve('@multiarch-mirror/core')}';`,
  );
});
afterEach(() => place.close());

const entries: Record<string, string> = {
  good: '{source: SOURCE/good, tags: ["1.0.0"]}',
  refused: '{source: SOURCE/refused, tags: ["1.0.0"], plugins: [./refusing.ts]}',
  limited: '{source: SOURCE/limited, tags: ["1.0.0"]}',
  failing: '{source: SOURCE/gone, tags: ["1.0.0"]}',
  // The manifest is wrong, as only the listings tell.
  twice: '{name: twice, source: SOURCE/twice, tags: {semver: "*"}}',
  again: '{name: twice, source: SOURCE/other, tags: {semver: "*"}}',
  // A clock that gives no time makes this one's date impossible: a bug.
  buggy: '{source: SOURCE/buggy, tags: ["1.0.0"], minimumAge: 3d}',
};

interface Moment {
  /** Pressed when the destination is first written to. */
  interrupt?: boolean;
  now?: () => number;
}

async function run(names: string[], { interrupt = false, now = Date.now }: Moment = {}): Promise<number> {
  await place.manifest(names.map((name) => entries[name] ?? name));
  const controller = new AbortController();
  place.destination.options.onRequest = ({ method }) => {
    if (interrupt && method === 'POST') controller.abort();
    return undefined;
  };
  const [stdout, stderr] = [new RecordingOutput(), new RecordingOutput()];
  const { directory } = place;
  const environment = { PATH: process.env.PATH, HOME: process.env.HOME };
  return main(['run'], { stdout, stderr, environment, directory, signal: controller.signal, now });
}

describe('mirror run exits with', () => {
  it.each<[number, string, string[], Moment?]>([
    [0, 'all is done', ['good']],
    [1, 'an image failed', ['good', 'failing']],
    [2, 'the manifest is wrong, as a listing shows', ['good', 'twice', 'again']],
    [2, 'the manifest is wrong, as its text shows', ['{source: 5}']],
    [3, 'an image was refused', ['good', 'refused']],
    [4, 'only a limit stood in the way', ['good', 'limited']],
    [70, 'a bug of ours', ['good', 'buggy'], { now: () => Number.NaN }],
    [130, 'it was interrupted', ['good'], { interrupt: true }],
  ])('%i where %s', async (code, _name, names, moment) => {
    expect(await run(names, moment)).toBe(code);
  });

  it.each<[number, string, string[], Moment?]>([
    [
      70,
      'all of them',
      ['buggy', 'good', 'twice', 'again', 'refused', 'failing', 'limited'],
      { now: () => Number.NaN },
    ],
    [
      2,
      'a manifest that is wrong, policy, a failure and a limit',
      ['twice', 'again', 'refused', 'failing', 'limited'],
    ],
    [2, 'a manifest that is wrong and an interruption', ['good', 'twice', 'again'], { interrupt: true }],
    [
      130,
      'an interruption, policy, a failure and a limit',
      ['good', 'refused', 'failing', 'limited'],
      { interrupt: true },
    ],
    [3, 'policy, a failure and a limit', ['refused', 'failing', 'limited']],
    [1, 'a failure and a limit', ['good', 'failing', 'limited']],
  ])('%i of %s', async (code, _name, names, moment) => {
    expect(await run(names, moment)).toBe(code);
  });

  it('1 where a check before the run failed', async () => {
    await place.plugin('check.ts', 'check: async () => { throw new Error("no trivy"); }');
    await place.manifest([entries.good ?? ''], '[./check.ts]');
    expect((await place.mirror(['run'])).code).toBe(1);
  });
});
