import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Workplace } from './commands/workplace.fixture.ts';
import { exitCodes } from './exit-code.ts';

// `mirror … | head`: whoever reads goes away, and the command neither complains nor leaves anything undone.

const program = fileURLToPath(new URL('../bin/mirror.js', import.meta.url));

// A machine that does much else starts them slowly.
vi.setConfig({ testTimeout: 120_000 });

let place: Workplace;
beforeEach(async () => {
  place = await Workplace.open();
  for (const name of ['app', 'other']) await place.publish(name, ['1.0.0', 'slim']);
  await place.manifest(['app', 'other'].map((name) => `{source: SOURCE/${name}, tags: ["1.0.0", slim]}`));
});
afterEach(() => place.close());

/** The exit code of `mirror` itself, and what came through. */
function pipe(argv: string, reader: string): Promise<{ code: unknown; stdout: string; stderr: string }> {
  const script = `"${process.execPath}" "${program}" ${argv} | ${reader}; exit "\${PIPESTATUS[0]}"`;
  const options = {
    cwd: place.directory,
    env: { PATH: process.env.PATH, HOME: place.directory, TMPDIR: place.directory },
    maxBuffer: 1e8,
  };
  return new Promise((resolve) => {
    execFile('bash', ['-c', script], options, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
  });
}

const published = { app: ['1.0.0', 'slim'], other: ['1.0.0', 'slim'] };
function destination(): Record<string, string[]> {
  return Object.fromEntries(
    Object.keys(published).map((name) => [name, Object.keys(place.tags(name)).toSorted()]),
  );
}

describe('a reader that goes away', () => {
  it.each([
    ['run', 'head -1'],
    ['run --json', 'head -c 1'],
    ['run 2>&1', 'true'],
    ['run --log-level debug 2>&1', 'head -1'],
  ])('does not keep %s | %s from anything', async (argv, reader) => {
    const { code, stderr } = await pipe(argv, reader);
    expect(code).toBe(exitCodes.done);
    expect(stderr.replace(/^(?:debug|info): .*\n/gm, '')).toMatch(
      argv.includes('--json') ? /4 created|✔/ : /^$/,
    );
    expect(destination()).toEqual(published);
  });

  it('leaves the exit code as it is true', async () => {
    place.upstream.repository('up/app').tags.clear();
    const { code, stderr } = await pipe('run', 'head -1');
    expect({ code, stderr }).toEqual({ code: exitCodes.failed, stderr: '' });
    expect(destination()).toEqual({ ...published, app: [] });
  });

  it.each<[string, string, number?]>([
    ['plan', 'head -1'],
    ['plan --json', 'head -c 1'],
    ['plan --exit-code', 'true', exitCodes.work],
    ['validate', 'true'],
    ['run --help', 'head -1'],
  ])('is no error of %s | %s', async (argv, reader, expected = 0) => {
    const { code, stderr } = await pipe(argv, reader);
    expect({ code, stderr }).toEqual({ code: expected, stderr: '' });
  });
});

it('a reader that is slow gets all of a large document', async () => {
  await place.manifest(
    Array.from(
      { length: 300 },
      (_, number) => `{name: app-${number}, source: SOURCE/app, tags: ["1.0.0", slim]}`,
    ),
  );
  const { code, stdout } = await pipe('plan --json', '(sleep 2; cat)');
  expect(code).toBe(exitCodes.done);
  expect(stdout.length).toBeGreaterThan(100_000);
  expect((JSON.parse(stdout) as { images: unknown[] }).images).toHaveLength(600);
});
