import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureTools } from '../../tools/ensure.ts';
import { root } from '../../tools/install/directory.ts';
import { sigstoreOf, wholeChain } from './support/manifest.ts';
import { checkoutEnvironment, outputOf } from './support/program.ts';
import { publishedCli } from './support/published-cli.ts';
import { type Scene, sceneTools, setScene } from './support/scene.ts';

const tools = await ensureTools([...sceneTools]);

/** A plugin that comes with its own copy of our packages, as one from a registry does. */
const refusing = `import { PolicyError } from '@multiarch-mirror/errors';

export default {
  name: 'refuse-arm',
  schema: { type: 'object', additionalProperties: false, properties: { tag: { type: 'string' } }, required: ['tag'] },
  create: ({ tag }) => ({
    admit: async ({ tags }) => {
      if (tags.includes(tag)) throw new PolicyError('tag ' + tag + ' is refused here');
    },
  }),
};
`;

describe.skipIf(tools.missing.length > 0)('the package as it is published', () => {
  let directory: string;
  let scene: Scene;
  let cli: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'mirror-published-'));
    cli = await publishedCli(directory);
    scene = await setScene({ paths: tools.paths, published: ['10.3.0', '10.3.1'], cli });
  });
  afterAll(async () => {
    await scene?.close();
    await rm(directory, { recursive: true, force: true });
  });

  it('needs nothing but itself', async () => {
    const { exitCode, stdout } = await scene.workspace.mirror(['--version']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '0.1.0' });
  });

  describe('what it answers about itself', () => {
    let answering: string;
    beforeAll(async () => {
      // Without what a command is made of: who answers here has loaded nothing of it.
      answering = join(directory, 'answering');
      const home = join(dirname(cli), '..');
      for (const part of ['bin', 'package.json', 'bundle/answers'])
        await cp(join(home, part), join(answering, part), { recursive: true });
    });

    it.each(['--version', '-V', '--help', 'help', 'run --help', 'help plan', 'schema -h'])(
      '%s: is kept, word for word as the command says it',
      async (line) => {
        const words = line.split(' ');
        const [kept, said] = await Promise.all(
          [join(answering, 'bin/mirror.js'), join(dirname(cli), '../bundle/bin.js')].map((file) =>
            outputOf(process.execPath, [file, ...words], { env: checkoutEnvironment() }),
          ),
        );
        expect(kept).toBe(said);
      },
    );
  });

  it('takes an image the whole way', async () => {
    const { workspace, sigstore, upstream, destination } = scene;
    await workspace.write(
      'mirror.config.yaml',
      `version: 1
destination: ${destination.host}/whole
${wholeChain}${sigstoreOf(sigstore)}
images:
  - source: ${upstream.host}/library/mattermost
    tags: ["10.3.1"]
`,
    );
    const run = await workspace.mirror(['run', '--json']);
    expect(run, run.stderr).toMatchObject({ exitCode: 0 });
    expect(run.report.images[0]?.attestations?.length).toBeGreaterThan(4);
    const verified = await workspace.mirror(['verify']);
    expect(verified, verified.stderr).toMatchObject({ exitCode: 0 });
  });

  it("knows the errors of a plugin that has its own copy of mirror's packages", async () => {
    const { workspace, upstream, destination } = scene;
    await outputOf('tsc', ['-b', 'packages/errors/tsconfig.build.json'], {
      cwd: root,
      env: checkoutEnvironment(),
    });
    await mkdir(workspace.path('node_modules/@multiarch-mirror'), { recursive: true });
    await symlink(join(root, 'packages/errors'), workspace.path('node_modules/@multiarch-mirror/errors'));
    await workspace.write('refuse.mjs', refusing);
    await workspace.write(
      'refusing.yaml',
      `version: 1
destination: ${destination.host}/refusing
plugins: [{use: ./refuse.mjs, with: {tag: "10.3.0"}}]
images:
  - source: ${upstream.host}/library/mattermost
    tags: ["10.3.0", "10.3.1"]
`,
    );
    const run = await workspace.mirror(['run', '--json', '--config', 'refusing.yaml']);
    expect(run, run.stderr).toMatchObject({ exitCode: 3 });
    const outcomes = run.report.images.map(({ destination: name, status, error }) => [
      name,
      status,
      error?.code,
    ]);
    expect(outcomes).toEqual([
      [`${destination.host}/refusing/mattermost:10.3.0`, 'failed', 'MIRROR_POLICY'],
      [`${destination.host}/refusing/mattermost:10.3.1`, 'done', undefined],
    ]);
  });
});
