import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = new URL('../../../', import.meta.url);
const mirror = fileURLToPath(new URL('packages/cli/bin/mirror.js', root));

/** Names each package from elsewhere of which a module is loaded, once, when the process ends. */
const hook = `
  import { registerHooks } from 'node:module';
  const names = new Set();
  registerHooks({ load(url, context, next) {
    names.add(/node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(url)?.[1]);
    return next(url, context);
  } });
  // Node's own client is loaded by who imports node:http into a module, even for a part that has nothing to do with it.
  process.on('exit', () => {
    if (process.moduleLoadList.includes('NativeModule internal/deps/undici/undici')) names.add("Node's fetch");
  });
  process.on('exit', () => process.stderr.write('loaded ' + JSON.stringify([...names].filter(Boolean).sort()) + '\\n'));
`;

describe('what a command loads', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'mirror-loaded-'));
    await cp(new URL('mirror.config.yaml', root), join(directory, 'mirror.config.yaml'));
    await writeFile(
      join(directory, 'plugin.mjs'),
      'export default {name: "own", schema: {type: "object"}, create: () => ({})};',
    );
    await writeFile(
      join(directory, 'own.yaml'),
      'version: 1\ndestination: oci:./out\nplugins: [./plugin.mjs]\nimages: [{source: oci:./in/app, tags: [a]}]\n',
    );
  });
  afterAll(() => rm(directory, { recursive: true }));

  async function loaded(...argv: string[]): Promise<string[]> {
    const stderr = await new Promise<string>((resolve) => {
      const flags = ['--import', `data:text/javascript,${encodeURIComponent(hook)}`];
      const options = { cwd: directory, env: { PATH: process.env.PATH } };
      execFile(process.execPath, [...flags, mirror, ...argv], options, (_error, _stdout, text) =>
        resolve(text),
      );
    });
    return JSON.parse(/^loaded (.*)$/m.exec(stderr)?.[1] ?? '[]') as string[];
  }

  it('validate: what reads a manifest, and nothing that reaches a registry, compiles a schema or makes an SBOM', async () => {
    expect(await loaded('validate')).toEqual([
      '@commander-js/extra-typings',
      'commander',
      'leven',
      'parse-duration',
      'picocolors',
      'pretty-bytes',
      're2js',
      'semver',
      'yaml',
    ]);
  });

  it('a schema is compiled for a plugin by path alone', async () => {
    expect(await loaded('plan', '--config', 'own.yaml')).toContain('ajv');
    await writeFile(
      join(directory, 'ours.yaml'),
      'version: 1\ndestination: oci:./out\nplugins: [{use: cosign-sign, with: {mode: keyless}}]\nimages: [{source: oci:./in/app, tags: [a]}]\n',
    );
    const names = await loaded('plan', '--config', 'ours.yaml');
    expect(names).toContain('undici');
    expect(names).not.toContain("Node's fetch");
    expect(names).not.toContain('ajv');
  });
});
