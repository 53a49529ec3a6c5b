import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workplace } from './commands/workplace.fixture.ts';
import { exitCodes } from './exit-code.ts';
import { runMirror } from './program.fixture.ts';

// `--json`: stdout is exactly one document, whatever happens. What a process leaves that is ended in the middle: interruption.test.ts.

let directory: string;
let place: Workplace;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mirror-json-'));
  await writeFile(join(directory, 'broken.yaml'), 'version: 1\nimages: 3\n');
  await writeFile(join(directory, 'no-report.json'), 'nothing');
  place = await Workplace.open();
  await place.publish('app', ['1.0.0', 'slim']);
  await place.manifest(['{source: SOURCE/app, tags: ["1.0.0", slim]}']);
  await place.write('report.json', (await place.mirror(['plan', '--json'])).stdout);
});
afterAll(async () => {
  await place.close();
  await rm(directory, { recursive: true });
});

/** @throws where it is not one document and the end of its line */
function parse(stdout: string): Record<string, unknown> {
  expect(stdout).toMatch(/^\{[\s\S]*\}\n$/);
  return JSON.parse(stdout) as Record<string, unknown>;
}

describe('a command that can do nothing', () => {
  it.each<[string, string[], string]>([
    ['no command', ['--json'], 'MIRROR_USAGE_ARGUMENTS'],
    ['an unknown command', ['rnu', '--json'], 'MIRROR_USAGE_ARGUMENTS'],
    ['an unknown option', ['run', '--json', '--fail-fst'], 'MIRROR_USAGE_ARGUMENTS'],
    ['a value that is none', ['run', '--concurrency', '0', '--json'], 'MIRROR_USAGE_ARGUMENTS'],
    ['a file that is missing', ['report', '--json'], 'MIRROR_USAGE_ARGUMENTS'],
    ['an argument too many', ['validate', 'x', '--json'], 'MIRROR_USAGE_ARGUMENTS'],
    ['no manifest', ['plan', '--json', '--config', 'nothing.yaml'], 'MIRROR_CONFIG_NOT_FOUND'],
    [
      'no manifest to validate',
      ['validate', '--json', '--config', 'nothing.yaml'],
      'MIRROR_CONFIG_NOT_FOUND',
    ],
    ['a broken manifest, run', ['run', '--json', '--config', 'broken.yaml'], 'MIRROR_CONFIG_REQUIRED'],
    ['a broken manifest, locked', ['lock', '--json', '--config', 'broken.yaml'], 'MIRROR_CONFIG_REQUIRED'],
    [
      'a broken manifest, verified',
      ['verify', '--json', '--config', 'broken.yaml'],
      'MIRROR_CONFIG_REQUIRED',
    ],
    ['a report that is none', ['report', '--json', 'no-report.json'], 'MIRROR_USAGE_REPORT'],
    ['options that exclude one another', ['report', '--json', '--summary', 'x'], 'MIRROR_USAGE_CONFLICT'],
  ])('prints why: %s', async (_name, argv, code) => {
    const { code: exit, stdout, stderr } = await runMirror(argv, directory);
    const { errors } = parse(stdout);
    expect(exit).toBe(exitCodes.usage);
    expect(errors).toContainEqual(expect.objectContaining({ code, message: expect.any(String) as string }));
    if (!argv.includes('validate')) expect(stderr).not.toBe('');
  });
});

describe('a command that ends well or badly', () => {
  it.each<[string, string[]]>([
    ['plan', ['plan']],
    ['plan --explain', ['plan', '--explain']],
    ['plan --matrix', ['plan', '--matrix', '2']],
    ['plan --locked without a lock', ['plan', '--locked']],
    ['lock', ['lock']],
    ['run', ['run']],
    ['run of a name that there is not', ['run', 'nothing']],
    ['run with a report that cannot be written', ['run', '--report', 'no/such/directory/report.json']],
    ['verify', ['verify']],
    ['verify of a reference that is none', ['verify', '--ref', 'UPPER CASE']],
    ['validate', ['validate']],
    ['report', ['report', 'report.json']],
    ['schema', ['schema']],
  ])('prints one document: %s', async (_name, argv) => {
    parse((await place.mirror([...argv, '--json'])).stdout);
  });

  it('an interrupted one too', async () => {
    const { code, stdout } = await place.mirror(['run', '--json'], AbortSignal.abort());
    parse(stdout);
    expect(code).toBe(exitCodes.interrupted);
  });
});
