import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { printable } from '@multiarch-mirror/errors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type BrokenManifest,
  corpusFiles,
  manifestName,
  readCorpus,
  say,
  writeCorpus,
} from './corpus/corpus.fixture.ts';
import { exitCodes } from './exit-code.ts';
import { runMirror } from './program.fixture.ts';

/** `LINE:COLUMN [warning ]CODE message`, as the corpus begins each of its errors. */
const lead = /^(\d+:\d+) (warning )?(MIRROR_\w+) (.*)$/gm;

describe.each(corpusFiles.map((file) => [basename(file), file]))('%s', (_, file) => {
  const { manifests } = readCorpus(file);

  it.each(manifests.map((manifest) => [manifest.name, manifest] as const))('%s', (_name, manifest) => {
    expect(say(manifest).trimEnd()).toBe(manifest.expected.trimEnd());
  });

  it('is written as `vitest --update` writes it', async () => {
    await expect(writeCorpus(file)).toMatchFileSnapshot(file);
  });
});

describe('mirror validate', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'mirror-corpus-'));
  });
  afterAll(() => rm(directory, { recursive: true }));

  async function validate(manifest: BrokenManifest, ...options: string[]) {
    await writeFile(join(directory, manifestName), manifest.bytes);
    return runMirror(['validate', '--config', manifestName, ...options], directory);
  }

  const manifests = corpusFiles
    .flatMap((file) => readCorpus(file).manifests)
    .filter(({ command }) => command === 'validate');

  it.each(manifests.map((manifest) => [manifest.name, manifest] as const))('%s', async (_, manifest) => {
    const file = join(directory, manifestName);
    const shown = manifest.expected
      .trimEnd()
      .replace(lead, (_line, place: string, warning: string | undefined, code: string, message: string) => {
        return `${file}:${place}: ${warning === undefined ? 'error' : 'warning'}: ${message} [${code}]`;
      });
    const text = await validate(manifest);
    expect(text.stdout.split('\n').slice(0, -2).join('\n')).toBe(shown);

    const json = await validate(manifest, '--json');
    const { errors, warnings, valid } = JSON.parse(json.stdout) as ValidationDocument;
    const said = [...manifest.expected.matchAll(lead)];
    const issues = [...errors, ...warnings];
    expect(
      issues.map(({ line, column, code, message }) => `${line}:${column} ${code} ${printable(message)}`),
    ).toEqual(said.map(([, place, , code, message]) => `${place} ${code} ${message}`));
    expect(issues.map(({ hint }) => printable(hint))).toEqual(
      [...manifest.expected.matchAll(/^ {2}hint: (.*)$/gm)].map(([, hint]) => hint),
    );
    expect(valid).toBe(errors.length === 0);
    const ended = valid ? exitCodes.done : exitCodes.usage;
    expect([text.code, json.code]).toEqual([ended, ended]);
    expect([text.stderr, json.stderr]).toEqual(['', '']);
  });
});

interface ValidationDocument {
  valid: boolean;
  errors: { line: number; column: number; code: string; message: string; hint: string }[];
  warnings: ValidationDocument['errors'];
}

it('holds a hundred broken manifests and more, each of another name', () => {
  const names = corpusFiles.flatMap((file) => readCorpus(file).manifests.map(({ name }) => name));
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeGreaterThanOrEqual(100);
});
