import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exitCodes } from '../exit-code.ts';
import { runMirror } from '../program.fixture.ts';

describe('a plugin', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'mirror-foreign-'));
    const schema =
      '{type: "object", properties: {level: {enum: ["low", "high"]}}, additionalProperties: false}';
    const files = {
      'own.mjs': `export default {name: 'own', schema: ${schema}, create: () => ({})};`,
      'failing.mjs': `export default {name: 'failing', schema: {type: 'object'}, create: () => { throw new TypeError('boom'); }};`,
    };
    for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), text);
  });
  afterAll(() => rm(directory, { recursive: true }));

  async function faults(chain: string, more = ''): Promise<string[]> {
    const manifest = `version: 1\ndestination: oci:./out\nimages: [{source: oci:./in/a, tags: [a]}]\nplugins: ${chain}\n${more}`;
    await writeFile(join(directory, 'mirror.config.yaml'), manifest);
    const { code, stdout } = await runMirror(['validate', '--json'], directory);
    const { errors } = JSON.parse(stdout) as { errors: { line: number; column: number; code: string }[] };
    expect(code).toBe(errors.length === 0 ? exitCodes.done : exitCodes.usage);
    return errors.map(({ line, column, code: name }) => `${line}:${column} ${name}`);
  }

  it.each<[name: string, chain: string, expected: string[]]>([
    ['from a file, whose options are right', '[{use: ./own.mjs, with: {level: low}}]', []],
    [
      'two of its options are wrong',
      '[{use: ./own.mjs, with: {level: middle, levl: 1}}]',
      ['4:42 MIRROR_CONFIG_VALUE', '4:50 MIRROR_CONFIG_UNKNOWN_KEY'],
    ],
    ['it is not there', '[./absent.mjs]', ['4:11 MIRROR_PLUGIN_UNKNOWN']],
    ['it cannot be created', '[./failing.mjs]', ['4:11 MIRROR_PLUGIN_FAILED']],
    ['it stands there twice', '[./own.mjs, ./own.mjs]', ['4:22 MIRROR_CHAIN_DUPLICATE']],
  ])('%s', async (_, chain, expected) => {
    expect(await faults(chain)).toEqual(expected);
  });

  it.each<[name: string, identity: string, expected: string[]]>([
    ['an identity without anchors', 'https://github.com/acme', ['4:42 MIRROR_IDENTITY_PATTERN']],
    ['an identity that not everybody reads alike', '^(?=a)b$', ['4:42 MIRROR_IDENTITY_PATTERN']],
    ['an identity', '^https://github\\\\.com/acme/mirror$', []],
  ])('of ours says at its own line what its schema cannot: %s', async (_, identity, expected) => {
    expect(await faults(`[{use: verify, with: {identity: "${identity}", issuer: https://i.dev}}]`)).toEqual(
      expected,
    );
  });

  it('is checked whatever else is wrong with the manifest', async () => {
    expect(await faults('[{use: ./own.mjs, with: {level: middle}}, ./absent.mjs]', 'plugin: []\n')).toEqual([
      '4:42 MIRROR_CONFIG_VALUE',
      '4:52 MIRROR_PLUGIN_UNKNOWN',
      '5:1 MIRROR_CONFIG_UNKNOWN_KEY',
    ]);
  });
});
