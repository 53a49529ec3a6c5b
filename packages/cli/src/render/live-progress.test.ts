import { setTimeout as delay } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { RecordingOutput } from '../recording-output.fixture.ts';
import { createProgress } from './create-progress.ts';
import { createPrinter } from './printer.ts';
import { eventsOf, hostile, imageReport } from './report.fixture.ts';

async function progressOn(output: RecordingOutput, environment: NodeJS.ProcessEnv = {}) {
  const stderr = new RecordingOutput();
  const [printer, messages] = [
    createPrinter(output, false, environment),
    createPrinter(stderr, false, environment),
  ];
  return {
    stderr,
    progress: await createProgress(printer, messages, { level: 'info', environment, live: true }),
  };
}

describe('liveProgress', () => {
  it('redraws rows in place, and leaves the lines of what has ended', async () => {
    const output = new RecordingOutput({ columns: 80 });
    const { progress, stderr } = await progressOn(output);
    const events = eventsOf('app', [imageReport('1.0.0')]);
    for (const event of events.slice(0, 4)) progress.on(event);
    progress.log.warn('careful');
    await expect.poll(() => output.text).toContain('copy');
    const drawn = output.text.length;
    for (const event of events.slice(4)) progress.on(event);
    await progress.close();
    expect(stripVTControlCharacters(output.text.slice(drawn))).toContain('✔ app:1.0.0 created (new)');
    expect(stderr.lines).toEqual(['warning: careful']);
    const ended = output.text.length;
    await delay(400);
    expect(output.text).toHaveLength(ended);
  });

  it('shows the cursor again', async () => {
    const output = new RecordingOutput({ columns: 80 });
    const { progress } = await progressOn(output);
    await progress.close();
    expect(output.text.lastIndexOf('\u001b[?25h')).toBeGreaterThan(output.text.lastIndexOf('\u001b[?25l'));
  });

  it('escapes what comes from outside', async () => {
    const output = new RecordingOutput({ columns: 80 });
    const { progress } = await progressOn(output);
    progress.on({ type: 'started', image: hostile, tags: ['1'], destination: 'x', line: 1 });
    await expect.poll(() => output.text).toContain('a\\u001b[2Jb');
    await progress.close();
    expect(output.text).not.toContain(hostile);
  });

  it.each([
    ['a pipe', new RecordingOutput(), {}],
    ['a terminal that says it has no columns', new RecordingOutput({ columns: 0 }), {}],
    ['a dumb terminal', new RecordingOutput({ columns: 80 }), { TERM: 'dumb' }],
  ])('is plain lines on %s', async (_name, output, environment) => {
    const { progress } = await progressOn(output, environment);
    for (const event of eventsOf('app', [imageReport('1.0.0')])) progress.on(event);
    await progress.close();
    expect(output.lines).toHaveLength(4);
    expect(output.text).not.toContain('\u001b');
  });
});
