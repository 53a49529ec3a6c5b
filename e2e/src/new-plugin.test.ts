import { cp, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OciClient } from '@multiarch-mirror/oci';
import {
  buildImage,
  buildIndex,
  type EmbeddedRegistry,
  type LocalSigstore,
  pushImage,
  startRegistry,
  startSigstore,
} from '@multiarch-mirror/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../tools/install/directory.ts';
import { workflowRun } from './support/github-actions.ts';
import { sigstoreOf } from './support/manifest.ts';
import { installPacked, unpack } from './support/packed-packages.ts';
import { plantedEnvironment, refuseSaid } from './support/planted-secrets.ts';
import { checkoutEnvironment, runProgram } from './support/program.ts';
import { publishedCli } from './support/published-cli.ts';
import { createWorkspace, type Workspace } from './support/workspace.ts';

describe('mirror init plugin, in an empty folder and with the packages as they are published', () => {
  const client = new OciClient();
  const folder = 'mirror-plugin-licences';
  let directory: string;
  let workspace: Workspace;
  let sigstore: LocalSigstore;
  let upstream: EmbeddedRegistry;
  let destination: EmbeddedRegistry;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'mirror-new-plugin-'));
    [sigstore, upstream, destination] = await Promise.all([
      startSigstore(),
      startRegistry(),
      startRegistry(),
    ]);
    const cli = await publishedCli(directory);
    workspace = await createWorkspace({ cli, env: { SIGSTORE_ID_TOKEN: sigstore.identityToken() } });
    const platforms = ['amd64', 'arm64'].map((architecture) =>
      buildImage({
        platform: { os: 'linux', architecture },
        files: { arch: architecture },
      }),
    );
    const repository = client.repository({
      transport: 'registry',
      registry: upstream.host,
      path: 'acme/app',
    });
    await pushImage(repository, buildIndex(await Promise.all(platforms)), '1.0.0');
  });
  afterAll(async () => {
    await Promise.all([
      client.close(),
      sigstore?.close(),
      upstream?.close(),
      destination?.close(),
      workspace?.remove(),
    ]);
    await rm(directory, { recursive: true, force: true });
  });

  it('writes a package', async () => {
    const made = await workspace.mirror(['init', 'plugin', '@acme/licences', '--json']);
    expect(made, made.stderr).toMatchObject({ exitCode: 0 });
    expect(JSON.parse(made.stdout)).toMatchObject({
      plugin: 'licences',
      package: '@acme/mirror-plugin-licences',
      use: `./${folder}/src/index.js`,
    });
    const again = await workspace.mirror(['init', 'plugin', 'licences']);
    expect(again).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('MIRROR_INIT_EXISTS') });
    const wrong = await workspace.mirror(['init', 'plugin', 'Not A Name']);
    expect(wrong).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('MIRROR_INIT_PLUGIN_NAME') });
  });

  it('whose tests pass, the contract for plugins among them', async () => {
    await installPacked(workspace.path(folder));
    const { scripts } = JSON.parse(await readFile(workspace.path(`${folder}/package.json`), 'utf8')) as {
      scripts: { test: string };
    };
    expect(scripts.test).toBe('vitest run');
    const result = await vitest(workspace.path(folder));
    expect(result, JSON.stringify(result.testResults)).toMatchObject({ numFailedTests: 0 });
    expect(result.numPassedTests).toBeGreaterThan(20);
  });

  it('and as docs/plugins.md has it, block by block', async () => {
    const [commands = ''] = await blocksOf('plugins.md', 'bash');
    const [init = '', enter = '', ...npm] = commands.trim().split('\n');
    const [plugin = '', test = ''] = await blocksOf('plugins.md', 'js');
    const [readme = ''] = await blocksOf('plugins.md', 'md');
    const [chain = ''] = await blocksOf('plugins.md', 'yaml');
    const made = await workspace.mirror(init.split(' ').slice(1));
    expect(made, made.stderr).toMatchObject({ exitCode: 0 });
    const [, home = ''] = enter.split(' ');
    // What npm would install is there already.
    expect(npm).toEqual(['npm install', 'npm test']);
    await symlink(workspace.path(`${folder}/node_modules`), workspace.path(`${home}/node_modules`));
    await workspace.write(`${home}/src/plugin.js`, plugin);
    await workspace.write(`${home}/src/plugin.test.js`, test);
    await workspace.write(`${home}/README.md`, readme);
    const result = await vitest(workspace.path(home));
    expect(result, JSON.stringify(result.testResults)).toMatchObject({
      numFailedTests: 0,
      numPassedTests: 21,
    });
    const identity = `{use: verify, with: {identity: '${workflowRun.identity}', issuer: '${workflowRun.issuer}'}}`;
    await workspace.write(
      'page.yaml',
      `version: 1
destination: ${destination.host}/page
${chain.replace('- verify', () => `- ${identity}`)}${sigstoreOf(sigstore)}
images: [{source: ${upstream.host}/acme/app, tags: ["1.0.0"]}]
`,
    );
    const ended = await workspace.mirror(['run', '--json', '--config', 'page.yaml']);
    expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
    expect(ended.report.images[0]?.attestations?.map(({ plugin: name }) => name)).toContain('age');
    const manifest = await readFile(workspace.path('page.yaml'), 'utf8');
    await workspace.write('page.yaml', manifest.replace('/page', '/page-refused').replace('10000', '1'));
    const refused = await workspace.mirror(['run', '--json', '--config', 'page.yaml']);
    expect(refused, refused.stderr).toMatchObject({ exitCode: 3 });
    expect(refused.report.images[0]?.error?.message).toMatch(/linux\/amd64 was built on/);
    await workspace.write('page.yaml', manifest.replace('10000', '40000'));
    const wrong = await workspace.mirror(['validate', '--config', 'page.yaml']);
    expect(wrong.stdout + wrong.stderr).toMatch(/page\.yaml:5:\d+: error: .*older than a century/);
  });

  it.each(['by its path', 'by the name of its package'])('which a run uses %s', async (how) => {
    const byName = how !== 'by its path';
    // Files of its own where packages are, as `npm install` puts them there: no link leads back to where it was written.
    if (byName) {
      await mkdir(workspace.path('node_modules'), { recursive: true });
      await unpack(workspace.path(folder), workspace.path('node_modules/@acme/mirror-plugin-licences'));
      await symlink(
        workspace.path(`${folder}/node_modules/@multiarch-mirror`),
        workspace.path('node_modules/@multiarch-mirror'),
      );
    }
    const namespace = byName ? 'by-name' : 'by-path';
    const use = byName ? '@acme/mirror-plugin-licences' : `./${folder}/src/index.js`;
    await workspace.write(
      `${namespace}.yaml`,
      `version: 1
destination: ${destination.host}/${namespace}
plugins:
  - use: "${use}"
    with: {labels: [a]}
  - cosign-sign
  - use: verify
    with: {identity: '${workflowRun.identity}', issuer: '${workflowRun.issuer}'}
${sigstoreOf(sigstore)}
images:
  - source: ${upstream.host}/acme/app
    tags: ["1.0.0"]
`,
    );
    const ended = await workspace.mirror(['run', '--json', '--config', `${namespace}.yaml`]);
    expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
    const made = ended.report.images[0]?.attestations?.filter(({ plugin }) => plugin === 'licences');
    expect(made).toEqual([
      expect.objectContaining({
        predicateType: 'https://example.com/licences/v1',
        stored: ['bundle', 'legacy'],
      }),
    ]);
    const second = await workspace.mirror(['run', '--json', '--config', `${namespace}.yaml`, '--deep']);
    expect(second.report.summary.actions).toMatchObject({ unchanged: 1 });
    await workspace.write(
      `${namespace}-refused.yaml`,
      (await readFile(workspace.path(`${namespace}.yaml`), 'utf8'))
        .replace('[a]', '[a], required: true')
        .replace(`/${namespace}`, `/${namespace}-refused`),
    );
    const refused = await workspace.mirror(['run', '--json', '--config', `${namespace}-refused.yaml`]);
    expect(refused, refused.stderr).toMatchObject({ exitCode: 3 });
    expect(refused.report.images[0]?.error?.message).toContain('linux/amd64 has no label a');
  });
});

/** The fenced blocks of a page, in order, by their languages. */
async function blocksOf(page: string, language: string): Promise<string[]> {
  const text = await readFile(join(root, 'docs', page), 'utf8');
  return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].flatMap(([, name, block = '']) =>
    name === language ? [block] : [],
  );
}

describe('docs/plugins.md', () => {
  it('names every hook, and everything that a hook gets', async () => {
    const page = await readFile(join(root, 'docs', 'plugins.md'), 'utf8');
    const members = async (file: string, name: string): Promise<string[]> => {
      const source = await readFile(join(root, 'packages/core/src/plugin', file), 'utf8');
      const [, body = ''] = source.split(`export interface ${name} {`);
      const [own = ''] = body.split(/^}$/m);
      return [...own.matchAll(/^ {2}(?:readonly )?(\w+)(?:<[^>]+>)?\??[(:]/gm)].map(
        ([, member = '']) => member,
      );
    };
    const known = await Promise.all([
      members('plugin.ts', 'PluginHooks'),
      members('image-context.ts', 'ImageContext'),
      members('run-context.ts', 'RunContext'),
      members('image-context.ts', 'ReadBack'),
    ]);
    expect(known.map((names) => names.length).every((count) => count > 2)).toBe(true);
    expect(known.flat().filter((member) => !page.includes(`\`${member}\``))).toEqual([]);
  });
});

describe('mirror init plugin, in a checkout of mirror', () => {
  let checkout: string;
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = await createWorkspace();
    checkout = workspace.directory;
    // What a package here needs of the rest.
    for (const name of ['package.json', 'tsconfig.base.json', 'biome.json', 'vitest.config.ts'])
      await cp(join(root, name), join(checkout, name));
    await symlink(join(root, 'node_modules'), join(checkout, 'node_modules'));
    await mkdir(join(checkout, 'packages'));
  });
  afterAll(() => workspace?.remove());

  it('writes a plugin of ours, with types that hold and tests that pass', async () => {
    const made = await workspace.mirror(['init', 'plugin', 'licences', '--json']);
    expect(made, made.stderr).toMatchObject({ exitCode: 0 });
    expect(JSON.parse(made.stdout)).toMatchObject({
      use: 'licences',
      package: '@multiarch-mirror/plugin-licences',
    });
    const home = join(checkout, 'packages', 'plugin-licences');
    const env = checkoutEnvironment();
    const strict = ['--noEmit', '-p', 'tsconfig.json', '--preserveSymlinks'];
    const types = await runProgram('tsc', strict, { cwd: home, env });
    expect(types.exitCode, types.stdout).toBe(0);
    const format = await runProgram('biome', ['check', 'packages/plugin-licences', '--vcs-enabled=false'], {
      cwd: checkout,
      env,
    });
    expect(format.exitCode, format.stdout + format.stderr).toBe(0);
    const result = await vitest(checkout, '--project', 'plugin-licences');
    expect(result, JSON.stringify(result.testResults)).toMatchObject({ numFailedTests: 0 });
    expect(result.numPassedTests).toBeGreaterThan(20);
  });
});

interface VitestResult {
  numPassedTests: number;
  numFailedTests: number;
  testResults: unknown;
}

/** `vitest run` of the folder's own vitest, and what it says. */
async function vitest(cwd: string, ...options: string[]): Promise<VitestResult> {
  const outputFile = join(cwd, 'result.json');
  const args = ['run', ...options, '--reporter=json', `--outputFile=${outputFile}`];
  await runProgram('vitest', args, { cwd, env: checkoutEnvironment(cwd) });
  const result = await readFile(outputFile, 'utf8');
  refuseSaid({ env: plantedEnvironment, stdout: result, stderr: '' });
  return JSON.parse(result) as VitestResult;
}
