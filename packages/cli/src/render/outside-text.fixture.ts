import { registerSecret } from '@multiarch-mirror/errors';
import fc from 'fast-check';
import { expect } from 'vitest';
import type { Io } from '../io.ts';
import { RecordingOutput } from '../recording-output.fixture.ts';
import { createRenderer } from './create-renderer.ts';
import { hostileText } from './hostile-text.fixture.ts';
import { errorOf, eventsWith, explanationWith, planWith, reportWith } from './outside-content.fixture.ts';
import type { Renderer } from './renderer.ts';

const secret = 'planted:secret/value+1';
registerSecret(secret);
/** The forms in which a secret travels. */
export const travelling: readonly string[] = [
  secret,
  encodeURIComponent(secret),
  Buffer.from(secret).toString('base64'),
];

/** Enough for a field each; every third one holds the secret in one of its forms. */
export const texts: fc.Arbitrary<string[]> = fc
  .array(hostileText, { minLength: 12, maxLength: 24 })
  .map((list) =>
    list.map((text, index) => (index % 3 === 0 ? `${text}${travelling[(index / 3) % 3]}${text}` : text)),
  );

/** Gives one text after the other, again and again. */
export function cycle(list: readonly string[]): () => string {
  let index = 0;
  return () => list[index++ % list.length] ?? '';
}

/** Every end that a command can come to. */
export const ends: Record<string, (renderer: Renderer, next: () => string) => Promise<void>> = {
  finish: (renderer, next) =>
    renderer.finish({ kind: 'run', report: reportWith(next), file: next(), check: [next()] }),
  verify: (renderer, next) => renderer.finish({ kind: 'verify', report: reportWith(next), file: next() }),
  plan: (renderer, next) => renderer.plan(planWith(next), reportWith(next), [explanationWith(next)]),
  lock: (renderer, next) => {
    const digests = [{ platform: next(), digest: next() }];
    const change = { image: next(), before: digests, after: digests };
    return renderer.lock({
      file: next(),
      written: true,
      images: 1,
      tags: 1,
      changes: [
        { ...change, tag: next(), change: 'added' },
        { ...change, tag: next(), change: 'changed', moved: true },
        { ...change, tag: next(), change: 'removed' },
      ],
      errors: [errorOf(next)],
    });
  },
  merged: (renderer, next) => renderer.merged(reportWith(next), { markdown: false }),
  'merged, as Markdown': (renderer, next) => renderer.merged(reportWith(next), { markdown: true }),
  validation: (renderer, next) =>
    renderer.validation({
      file: next(),
      text: `${next()}\n${next()}\n${next()}`,
      errors: [errorOf(next)],
      warnings: [errorOf(next)],
    }),
  fail: (renderer, next) => renderer.fail([errorOf(next), errorOf(next)], `a\n  b: ${next()}`),
};

/** What a renderer has written. */
interface Written {
  stdout: string;
  stderr: string;
}

/** Lets a renderer show every event of a run, messages, and one end. */
export async function write(
  end: string,
  list: readonly string[],
  json: boolean,
  environment: NodeJS.ProcessEnv,
): Promise<Written> {
  const [stdout, stderr] = [new RecordingOutput(), new RecordingOutput()];
  const io: Io = {
    stdout,
    stderr,
    environment,
    directory: '.',
    signal: new AbortController().signal,
    now: Date.now,
  };
  const renderer = await createRenderer(io, {
    json,
    logLevel: 'debug',
    color: true,
    progress: true,
    jobSummary: true,
  });
  const next = cycle(list);
  for (const event of eventsWith(next)) renderer.on(event);
  renderer.log.warn(next());
  renderer.log.info(next());
  renderer.log.debug(next());
  renderer.warn(errorOf(next));
  await ends[end]?.(renderer, next);
  return { stdout: stdout.text, stderr: stderr.text };
}

/** What moves a cursor, or cannot be seen. */
export const control: RegExp =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|\udb40[\udc00-\udc7f]/;

/** No control character and no secret, in any of its forms. */
export function expectHarmless(text: string): void {
  expect(text.split('\n').filter((line) => control.test(line))).toEqual([]);
  for (const form of travelling) expect(text.split('\n').filter((line) => line.includes(form))).toEqual([]);
}
