import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Workplace } from './commands/workplace.fixture.ts';
import { exitCodes } from './exit-code.ts';
import { MirrorTerminal, type TerminalOptions } from './terminal.fixture.ts';

// The command as people see it: at a pty, with a terminal's model at the other end.

const images = ['app', 'broken', 'other'];
// A machine that does much else draws late.
const patience = { timeout: 60_000 };
vi.setConfig({ testTimeout: 120_000 });

let place: Workplace;
let terminal: MirrorTerminal | undefined;
beforeEach(async () => {
  place = await Workplace.open();
  for (const name of images) await place.publish(name, ['1.0.0', 'slim']);
  await place.manifest(images.map((name) => `{source: SOURCE/${name}, tags: ["1.0.0", slim]}`));
});
afterEach(async () => {
  terminal?.close();
  terminal = undefined;
  await place.close();
});

function start(argv: string, options: Partial<TerminalOptions> = {}): MirrorTerminal {
  terminal = new MirrorTerminal(argv, { directory: place.directory, columns: 80, rows: 24, ...options });
  return terminal;
}

/** Upstream answers for `broken` that it breaks, and for the blobs of the others when it is let. */
function holdBlobs(): () => void {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  place.upstream.options.onRequest = ({ repository, kind }) => {
    if (repository === 'up/broken' && kind === 'manifest') return { kind: 'answer', status: 403, body: '{}' };
    return kind === 'blob' ? promise : undefined;
  };
  return () => resolve(undefined);
}

/** The lines that stay when a run has ended. */
function left(shown: MirrorTerminal): string[] {
  return shown.lines.map((line) =>
    line.replace(/\d+(\.\d)? (s|ms)\b/g, 'N s').replace(/[0-9a-f]{12}/, 'HEX'),
  );
}

/** In whatever order. */
const ended = [
  'plan: 4 to create, 2 failed',
  '✖ broken:1.0.0, slim failed [MIRROR_DENIED]',
  '✔ app:1.0.0, slim created sha256:HEX (new, N s)',
  '✔ other:1.0.0, slim created sha256:HEX (new, N s)',
].toSorted();

describe('a run at a terminal of 80 columns', () => {
  it('has a row for each image with its step, what is left and its platforms, and leaves what came of them', async () => {
    const release = holdBlobs();
    const shown = start('run');
    await expect
      .poll(() => shown.lines.join('\n'), patience)
      .toMatch(/ app:1\.0\.0, slim +copy +.* of .* kB +amd64 arm64/);
    await expect
      .poll(() => shown.lines.join('\n'), patience)
      .toMatch(/ other:1\.0\.0, slim +copy +.* of .* kB .*amd64 arm64$/m);
    expect(shown.lines.join('\n')).toMatch(/^[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] 0 of 4 tags/m);
    expect(shown.isCursorShown).toBe(false);
    release();
    expect(await shown.ended).toBe(exitCodes.failed);
    const lines = left(shown);
    expect(lines.slice(0, 4).toSorted()).toEqual(ended);
    expect(lines.join('\n')).not.toMatch(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]| copy /);
    expect(lines.at(-1)).toMatch(/^4 created, 2 failed in N s/);
    expect(shown.isCursorShown).toBe(true);
  });

  it('is as calm with 500 images: no more rows than fit, and counts of what is done', async () => {
    await place.manifest(
      Array.from({ length: 500 }, (_, number) => `{name: app-${number}, source: SOURCE/app, tags: [slim]}`),
    );
    const release = holdBlobs();
    const shown = start('run', { rows: 12 });
    await expect.poll(() => shown.lines.join('\n'), patience).toMatch(/^ {2}and \d+ more$/m);
    expect(shown.height).toBeLessThan(12);
    release();
    expect(await shown.ended).toBe(exitCodes.done);
    const lines = left(shown);
    expect(lines[0]).toBe('plan: 500 to create');
    expect(lines.at(-1)).toMatch(/^500 created in N s/);
    expect(lines).toContain('and 470 more tags');
    expect(lines.length).toBeLessThan(40);
  });
});

it('a terminal that says it has no columns gets plain lines', async () => {
  const shown = start('run --no-color app', { before: 'stty cols 0 rows 0' });
  expect(await shown.ended).toBe(exitCodes.done);
  expect(shown.written).not.toContain('\u001b');
  expect(left(shown)).toContain('app:1.0.0, slim copy');
  expect(left(shown)).toContain('✔ app:1.0.0, slim created sha256:HEX (new, N s)');
});

it('a plan says how far it is, and leaves the plan alone', async () => {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  place.upstream.options.onRequest = ({ repository }) => (repository === 'up/other' ? promise : undefined);
  const shown = start('plan');
  await expect.poll(() => shown.lines.join('\n'), patience).toMatch(/^. looked at 2 of 3 repositories$/m);
  resolve(undefined);
  expect(await shown.ended).toBe(exitCodes.done);
  expect(shown.lines[0]).toMatch(/^app {2}/);
  expect(shown.lines.at(-1)).toBe('plan: 6 to create');
  expect(shown.isCursorShown).toBe(true);
});

it('a document goes its way while the rows are drawn on standard error', async () => {
  const release = holdBlobs();
  const shown = start('run --json', { redirect: '>document.json' });
  await expect.poll(() => shown.lines.join('\n'), patience).toMatch(/ other:1\.0\.0, slim +copy /);
  release();
  expect(await shown.ended).toBe(exitCodes.failed);
  expect(left(shown).slice(0, 4).toSorted()).toEqual(ended);
  expect(JSON.parse(await place.read('document.json'))).toMatchObject({
    summary: { statuses: { done: 4, failed: 2 } },
  });
});

it('a terminal that is resized during the run keeps nothing of the old rows', async () => {
  const release = holdBlobs();
  const shown = start('run', { columns: 120 });
  await expect.poll(() => shown.lines.join('\n'), patience).toMatch(/ other:1\.0\.0, slim +copy /);
  for (const [columns, rows] of [
    [60, 24],
    [30, 10],
    [100, 5],
    [120, 30],
  ] as const) {
    shown.resize(columns, rows);
    await expect
      .poll(() => shown.lines.filter((line) => line.includes(' of 4 tags')).length, patience)
      .toBe(1);
  }
  await expect.poll(() => shown.lines.join('\n'), patience).toMatch(/ other:1\.0\.0, slim +copy .*arm64/);
  release();
  expect(await shown.ended).toBe(exitCodes.failed);
  const lines = left(shown);
  expect(lines.slice(0, 4).toSorted()).toEqual(ended);
  expect(lines.join('\n')).not.toMatch(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]| copy /);
});

describe('Ctrl-C', () => {
  it('ends the run with 130, gives the terminal back and says what to do', async () => {
    holdBlobs();
    const shown = start('run');
    await expect.poll(() => shown.lines.join('\n'), patience).toMatch(/ app:1\.0\.0, slim +copy /);
    await expect.poll(() => left(shown), patience).toContain('plan: 4 to create, 2 failed');
    shown.interrupt();
    expect(await shown.ended).toBe(exitCodes.interrupted);
    expect(shown.isCursorShown).toBe(true);
    const text = left(shown).join('\n');
    expect(text).toMatch(/^stopped: nothing of 4 tags was published \[MIRROR_INTERRUPTED\]$/m);
    expect(text).not.toMatch(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]| copy |not as it was/);
    expect(place.tags('app')).toEqual({});
  });

  it.each([
    ['both at the terminal', ''],
    ['messages going elsewhere', '2>messages'],
  ])('gives the cursor back where a plugin never comes back: %s', async (_name, redirect) => {
    await place.plugin('slow.ts', 'attest: () => new Promise((resolve) => setTimeout(resolve, 600_000))');
    await place.manifest(['{source: SOURCE/app, tags: [slim]}'], '[./slow.ts]');
    const shown = start('run', { redirect });
    await expect.poll(() => shown.lines.join('\n'), patience).toMatch(/ app:slim +slow\.ts /);
    shown.interrupt();
    expect(await shown.ended).toBe(exitCodes.interrupted);
    expect(shown.isCursorShown).toBe(true);
  });
});

it('what fails, and warnings, stand above the rows at once', async () => {
  await place.plugin(
    'careful.ts',
    'admit: async ({ tags }) => { run.log.warn("careful with " + tags[0]); if (tags.includes("bad")) throw new Error("no good"); }',
  );
  await place.publish('bad', 'bad');
  const release = holdBlobs();
  await place.manifest(
    ['{source: SOURCE/bad, tags: [bad]}', '{source: SOURCE/app, tags: [slim]}'],
    '[./careful.ts]',
  );
  const shown = start('run');
  await expect
    .poll(() => shown.lines.join('\n'), patience)
    .toMatch(/✖ bad:bad failed \[MIRROR_[A-Z_]+\][\s\S]*of 2 tags, 1 failed[\s\S]*app:slim +copy/);
  expect(shown.lines.join('\n')).toContain('warning: careful with bad');
  release();
  await shown.ended;
  expect(left(shown).filter((line) => line.startsWith('✖ bad:bad failed'))).toHaveLength(1);
});
