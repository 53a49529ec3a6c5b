import type { Report } from '@multiarch-mirror/core';
import { redact } from '@multiarch-mirror/errors';
import fc from 'fast-check';
import pico from 'picocolors';
import { describe, expect, it } from 'vitest';
import { readLog } from './github-actions/runner.fixture.ts';
import { jobSummary } from './job-summary.ts';
import { LiveRows } from './live-rows.ts';
import { errorOf, eventsWith, reportWith } from './outside-content.fixture.ts';
import { control, cycle, ends, expectHarmless, texts, travelling, write } from './outside-text.fixture.ts';

// Whatever a registry, a tag, an annotation, a header or a report from elsewhere says: nothing that a renderer writes moves a terminal's
// cursor, begins a command to a runner, ends a table's cell or holds a secret.

const options = { numRuns: 40 };
const cases = Object.keys(ends).flatMap((end) => [
  [end, 'lines', false] as const,
  [end, 'a document', true] as const,
]);

describe('text from outside', () => {
  it.each(cases)('%s, %s: shows no control character and no secret', async (end, _form, json) => {
    await fc.assert(
      fc.asyncProperty(texts, async (list) => {
        const { stdout, stderr } = await write(end, list, json, {});
        expectHarmless(stdout);
        expectHarmless(stderr);
        if (json) JSON.parse(stdout);
      }),
      options,
    );
  });

  it.each(cases)('%s, %s: is no command to the runner of a job', async (end, _form, json) => {
    await fc.assert(
      fc.asyncProperty(texts, async (list) => {
        const { stdout, stderr } = await write(end, list, json, { GITHUB_ACTIONS: 'true' });
        expectHarmless(stdout);
        expectHarmless(stderr);
        const ours = json ? [] : ['group', 'endgroup'];
        expect(new Set(readLog(stdout).commands.map(({ name }) => name)).difference(new Set(ours)).size).toBe(
          0,
        );
        const { commands } = readLog(stderr);
        for (const { name, properties, data } of commands) {
          expect(['error', 'warning', 'group', 'endgroup']).toContain(name);
          expect(Object.keys(properties)).toEqual(
            Object.keys(properties).filter((key) => /^(?:file|line|col|title)$/.test(key)),
          );
          for (const form of travelling) expect(data.includes(form)).toBe(false);
        }
        // What was meant to be said, and not one more: three warnings, and what the end itself annotates.
        const own = { finish: 3, verify: 3, plan: 3, lock: 1, validation: 2, fail: 2 }[end] ?? 0;
        expect(commands.filter(({ name }) => name === 'error' || name === 'warning')).toHaveLength(2 + own);
      }),
      options,
    );
  });

  it('stays inside of its cells in the summary of a job, and is no markup there', () => {
    fc.assert(
      fc.property(texts, (list) => {
        const summary = jobSummary(reportWith(cycle(list)), {});
        expectHarmless(summary);
        const [fence = '```'] = /^`{3,}(?=sh$)/m.exec(summary) ?? [];
        const begin = summary.indexOf(`${fence}sh\n`);
        const end = summary.indexOf(`\n${fence}\n`, begin);
        expect(end).toBeGreaterThan(begin);
        const markdown = summary.slice(0, begin) + summary.slice(end + fence.length + 2);
        for (const [tag] of markdown.matchAll(/<[^>]*>?/g))
          expect(tag).toMatch(/^<(?:br|\/?(?:code|details|summary|a)|a href="https&#58;\/\/[^"<>]*")>$/);
        for (const table of markdown.matchAll(/(?:^\|.*\n)+/gm)) {
          const widths = table[0]
            .trimEnd()
            .split('\n')
            .map((row) => row.split('|').length);
          expect(new Set(widths).size).toBe(1);
        }
        expect(markdown).not.toMatch(/[`[\]*~@\\]|(?<!&)#(?!#* )|https?:|www\./);
      }),
      { numRuns: 200 },
    );
  });

  it('is the same to machines, but for secrets', async () => {
    await fc.assert(
      fc.asyncProperty(texts, async (list) => {
        const { stdout } = await write('finish', list, true, { GITHUB_ACTIONS: 'true' });
        const next = cycle(list);
        // As `write` has used them.
        for (const _ of eventsWith(next));
        for (const _ of [1, 2, 3]) next();
        errorOf(next);
        const meant = JSON.parse(JSON.stringify(reportWith(next)), (_key, value: unknown) =>
          typeof value === 'string' ? redact(value) : value,
        ) as Report;
        expect((JSON.parse(stdout) as Report).images).toEqual(meant.images);
      }),
      options,
    );
  });

  it('takes one line each at a terminal', () => {
    fc.assert(
      fc.property(texts, (list) => {
        const live = new LiveRows(pico.createColors(false));
        const next = cycle(list);
        for (const event of eventsWith(next).slice(0, -1)) live.on(event);
        for (const line of [live.header(), ...live.lines(20)]) {
          expect(line).not.toMatch(control);
          expect(line).not.toContain('\n');
        }
      }),
    );
  });
});
