import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exitCodes } from './exit-code.ts';
import { type MirrorEnded, runMirror } from './program.fixture.ts';

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mirror-cli-'));
  await writeFile(
    join(directory, 'mirror.config.yaml'),
    'version: 1\ndestination: registry.invalid/mirror\nimages:\n  - source: docker.io/library/debian\n    tags: [bookworm-slim]\n    plugins: []\n',
  );
  await writeFile(
    join(directory, 'broken.yaml'),
    'version: 1\ndestination: registry.invalid/mirror\nimages:\n  - sorce: x\n    tags: 3\n',
  );
});

afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
});

function mirror(argv: string[], signal?: AbortSignal): Promise<MirrorEnded> {
  return runMirror(argv, directory, signal);
}

describe('the command line', () => {
  it.each([
    ['no command', [], 'Usage: mirror'],
    ['an unknown command', ['rnu'], 'Did you mean run?'],
    ['an unknown option', ['run', '--fail-fst'], 'Did you mean --fail-fast?'],
    ['an unknown option of the program', ['--jsn', 'plan'], 'Did you mean --json?'],
    ['no number', ['run', '--concurrency', 'many'], '--concurrency'],
    ['zero', ['run', '--concurrency', '0'], '--concurrency'],
    ['a negative number', ['plan', '--keep', '-1'], '--keep'],
    ['a fraction', ['run', '--concurrency', '1.5'], '--concurrency'],
    ['a missing value', ['plan', '--config'], '--config'],
    ['an unknown level', ['--log-level', 'loud', 'validate'], 'debug, info, warn, error'],
    ['help of what is none', ['help', 'verfy'], "unknown command 'verfy'\n(Did you mean verify?)"],
    ['--help of what is none', ['verfy', '--help'], "unknown command 'verfy'\n(Did you mean verify?)"],
    ['help of a command that has none', ['help', 'init', 'x'], "unknown command 'init x'"],
    ['an argument too many', ['validate', 'x'], 'too many arguments'],
    ['an image that the manifest lacks', ['plan', 'debiann'], 'Did you mean debian?'],
    [
      '--ref beside an image',
      ['verify', 'debian', '--ref', 'docker.io/library/debian:12'],
      'MIRROR_USAGE_CONFLICT',
    ],
    ['a reference that is none', ['verify', '--ref', 'UPPER CASE'], 'MIRROR_REFERENCE_INVALID'],
    ['a platform that is none', ['sbom', 'a.test/b', '--platform', 'a b'], 'MIRROR_PLATFORM_INVALID'],
    ['an image that is none', ['sbom', 'UPPER CASE'], 'MIRROR_REFERENCE_INVALID'],
    ['an identity without an issuer', ['sbom', 'a.test/b', '--identity', '^a$'], 'MIRROR_USAGE_IDENTITY'],
    [
      'an identity that others match too',
      ['provenance', 'a.test/b', '--identity', 'acme', '--issuer', 'https://a.test'],
      'MIRROR_IDENTITY_PATTERN',
    ],
    [
      'a key beside an identity',
      ['sbom', 'a.test/b', '--key', 'cosign.pub', '--identity', '^a$', '--issuer', 'https://a.test'],
      'MIRROR_USAGE_CONFLICT',
    ],
    ['a key that is not there', ['provenance', 'a.test/b', '--key', 'cosign.pub'], 'MIRROR_USAGE_KEY'],
    ['--packages with --diff', ['sbom', 'a.test/b', '--packages', '--diff', ':2'], 'MIRROR_USAGE_CONFLICT'],
    ['an SLSA version that is none', ['provenance', 'a.test/b', '--slsa', '2'], 'Allowed choices are 1, 0.2'],
    ['a manifest that is not there', ['plan', '--config', 'nothing.yaml'], 'MIRROR_CONFIG_NOT_FOUND'],
    ['a destination that is none', ['plan', '--destination', 'no good'], 'error'],
  ])('is refused with 2 and a word on stderr: %s', async (_name, argv, words) => {
    const { code, stdout, stderr } = await mirror(argv);
    expect(stderr).toContain(words);
    expect(stdout).toBe('');
    expect(code).toBe(exitCodes.usage);
  });

  it.each([
    ['help', ['help', 'nonsense']],
    ['--help', ['nonsense', '--help']],
  ])('says what is unknown and nothing else where %s of nonsense is asked for', async (_name, argv) => {
    const { code, stdout, stderr } = await mirror(argv);
    expect(stderr).toBe("error: unknown command 'nonsense'\n(mirror --help lists everything)\n");
    expect({ code, stdout }).toEqual({ code: exitCodes.usage, stdout: '' });
    expect(JSON.parse((await mirror(['--json', ...argv])).stdout)).toMatchObject({
      errors: [{ code: 'MIRROR_USAGE_ARGUMENTS', message: "unknown command 'nonsense'" }],
    });
  });

  it.each([
    ['sbom', ['sbom', 'a.test/b:1']],
    ['provenance', ['provenance', 'a.test/b:1']],
    ['import', ['import', 'export']],
  ])('says of %s what can be given where there is no manifest', async (_name, argv) => {
    const elsewhere = await mkdtemp(join(tmpdir(), 'mirror-elsewhere-'));
    const { code, stderr } = await runMirror(argv, elsewhere);
    await rm(elsewhere, { recursive: true });
    expect(stderr).toMatch(/\[MIRROR_CONFIG_NOT_FOUND\]\n {2}hint: .*--identity.*--issuer/);
    expect(code).toBe(exitCodes.usage);
  });

  it.each([
    ['--version', ['--version'], /^\d+\.\d+\.\d+\n$/],
    ['--help', ['--help'], /Exit codes:[\s\S]*130 {2}interrupted/],
    ['help of a command', ['run', '--help'], /--concurrency <n>[\s\S]*Global Options:[\s\S]*Examples:/],
    [
      'help of a command of a command',
      ['init', 'plugin', '--help'],
      /^(?![\s\S]*--no-workflow)[\s\S]*Global Options:[\s\S]*--config/,
    ],
    ['help COMMAND', ['help', 'plan'], /--exit-code/],
    ['help of help', ['help', 'help'], /^Usage: mirror \[options\] \[command\]/],
    ['help COMMAND of a command of a command', ['help', 'init', 'plugin'], /^Usage: mirror init plugin /],
    ['schema', ['schema'], /"\$schema": "https:\/\/json-schema.org\/draft\/2020-12\/schema"/],
  ])('answers on stdout: %s', async (_name, argv, expected) => {
    const { code, stdout, stderr } = await mirror(argv);
    expect(stdout).toMatch(expected);
    expect({ code, stderr }).toEqual({ code: exitCodes.done, stderr: '' });
  });

  it.each([
    ['before the command', ['--json', 'validate']],
    ['after the command', ['validate', '--json']],
  ])('takes global options %s', async (_name, argv) => {
    const { code, stdout } = await mirror(argv);
    expect(JSON.parse(stdout)).toMatchObject({ version: 1, valid: true, images: 1, errors: [] });
    expect(code).toBe(exitCodes.done);
  });

  it('names every error of a manifest with its place, and exits with 2', async () => {
    const { code, stdout } = await mirror(['validate', '--config', 'broken.yaml']);
    expect(stdout).toMatch(/broken\.yaml:4:5: error: .*\[MIRROR_CONFIG_\w+\]/);
    expect(stdout).toMatch(/broken\.yaml:5:11: error: /);
    expect(stdout).toContain('  4 |   - sorce: x\n    |     ^');
    expect(code).toBe(exitCodes.usage);
  });

  it('gives the errors of a manifest as a document', async () => {
    const { code, stdout } = await mirror(['validate', '--json', '--config', 'broken.yaml']);
    const { valid, errors } = JSON.parse(stdout) as {
      valid: boolean;
      errors: { line: number; code: string }[];
    };
    expect(valid).toBe(false);
    expect(errors.map(({ line }) => line)).toContain(4);
    expect(code).toBe(exitCodes.usage);
  });

  it('gives a manifest that is not there as a document, too', async () => {
    const { code, stdout } = await mirror(['validate', '--json', '--config', 'nothing.yaml']);
    expect(JSON.parse(stdout)).toMatchObject({
      valid: false,
      errors: [{ code: 'MIRROR_CONFIG_NOT_FOUND', file: expect.stringContaining('nothing.yaml') as string }],
    });
    expect(code).toBe(exitCodes.usage);
  });

  it.each([['run'], ['plan'], ['verify']])(
    '%s does nothing with a manifest that is wrong',
    async (command) => {
      const { code, stdout, stderr } = await mirror([command, '--config', 'broken.yaml']);
      expect(stderr).toMatch(/broken\.yaml:4:5: error: /);
      expect({ code, stdout }).toEqual({ code: exitCodes.usage, stdout: '' });
    },
  );

  it('exits with 130 when it was interrupted', async () => {
    const { code } = await mirror(['plan'], AbortSignal.abort());
    expect(code).toBe(exitCodes.interrupted);
  });
});
