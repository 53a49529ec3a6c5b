import { appendFile, chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ensureTools } from '../../tools/ensure.ts';
import { root } from '../../tools/install/directory.ts';
import { runBash, runProgram } from './support/program.ts';
import { type Scene, sceneTools, setScene } from './support/scene.ts';

const tools = await ensureTools([...sceneTools, 'cosign', 'actionlint']);

let scene: Scene;
beforeAll(async () => {
  // One version: of several the lines come in any order.
  scene = await setScene({
    paths: tools.paths,
    published: ['10.3.1'],
    programs: { cosign: tools.paths.cosign },
  });
  const { directory } = scene.workspace;
  const program = join(directory, 'bin', 'mirror');
  const cli = join(root, 'packages/cli/bin/mirror.js');
  await writeFile(program, `#!/bin/sh\nexec '${process.execPath}' '${cli}' "$@"\n`);
  await chmod(program, 0o755);
});
afterAll(() => scene?.close());

/** The lines of the first block of bash in docs/getting-started.md. */
async function documented(): Promise<string[]> {
  const page = await readFile(join(root, 'docs/getting-started.md'), 'utf8');
  return (/```bash\n([^`]+)```/.exec(page)?.[1] ?? '').trim().split('\n');
}

it('goes from nothing to verified images by the commands of docs/getting-started.md', async () => {
  const { workspace, sigstore, upstream, destination } = scene;
  const local = (line: string): string =>
    line
      .replace('ghcr.io/acme/mirror', `${destination.host}/acme/mirror`)
      .replace('docker.io/mattermost/mattermost-team-edition', `${upstream.host}/library/mattermost`);
  const lines = await documented();
  expect(lines.map((line) => line.split(' ')[1])).toEqual(
    expect.arrayContaining(['init', 'add', 'validate', 'plan', 'run', 'verify']),
  );
  const env = { ...workspace.env, GITHUB_REPOSITORY: 'this-is-tobi/multiarch-mirror' };
  const said: string[] = [];
  for (const line of lines) {
    const { exitCode, stdout, stderr } = await runBash(`${local(line)} 2>&1`, {
      env,
      cwd: workspace.directory,
    });
    said.push(`$ ${line}\n${stable(stdout)}`);
    expect(exitCode, stdout + stderr).toBe(0);
    // The tests' own Sigstore, in place of the public one.
    if (line.startsWith('mirror init')) {
      const { fulcioUrl, rekorUrl, tufUrl, rootPath } = sigstore;
      const section = `\nsigstore:\n  fulcio: ${fulcioUrl}\n  rekor: ${rekorUrl}\n  tuf: {mirror: ${tufUrl}, root: ${rootPath}}\n`;
      await appendFile(workspace.path('mirror.config.yaml'), section);
    }
  }
  const manifest = await readFile(workspace.path('mirror.config.yaml'), 'utf8');
  expect(said.join('\n')).toMatchSnapshot('what is said');
  expect(stable(manifest)).toMatchSnapshot('the manifest');

  /** Without what is another one each time. */
  function stable(text: string): string {
    return text
      .replaceAll(`${upstream.host}/library/mattermost`, 'docker.io/mattermost/mattermost-team-edition')
      .replaceAll(upstream.host, 'docker.io')
      .replaceAll(destination.host, 'ghcr.io')
      .replaceAll(sigstore.tufUrl, 'https://tuf.acme.dev/')
      .replaceAll(sigstore.fulcioUrl, 'https://fulcio.acme.dev')
      .replaceAll(sigstore.rekorUrl, 'https://rekor.acme.dev')
      .replaceAll(sigstore.rootPath, './root.json')
      .replace(/\b(node|mirror|trivy|cosign) \d+\.\d+\.\d+/g, '$1 N')
      .replace(/\b[0-9a-f]{64}\b/g, 'DIGEST')
      .replace(/sha256:[0-9a-f]{6,}/g, 'sha256:DIGEST')
      .replace(/\b[\d.]+ [kM]?B\b/g, 'N B')
      .replace(/\b\d+(?:\.\d+)? (?:s|ms|min)\b/g, 'N s');
  }
});

it('writes a workflow that actionlint takes, and that asks the action for what it has', async () => {
  const { workspace } = scene;
  const folder = '.github/workflows';
  await mkdir(workspace.path('.git'), { recursive: true });
  const { env, directory: cwd } = workspace;
  const linted = await runProgram(tools.paths.actionlint, ['-color=false'], { env, cwd });
  expect(linted.stdout + linted.stderr).toBe('');
  expect(linted.exitCode).toBe(0);

  const written = await readFile(workspace.path(`${folder}/mirror.yml`), 'utf8');
  const { jobs } = parse(written) as {
    jobs: Record<string, { steps: { uses: string; with?: Record<string, unknown> }[] }>;
  };
  const { inputs } = parse(await readFile(join(root, 'action.yml'), 'utf8')) as {
    inputs: Record<string, unknown>;
  };
  const steps = Object.values(jobs).flatMap((job) => job.steps);
  const ours = steps.filter(({ uses }) => uses.startsWith('this-is-tobi/multiarch-mirror@'));
  expect(ours).toHaveLength(2);
  for (const { with: asked = {} } of ours)
    expect(Object.keys(inputs)).toEqual(expect.arrayContaining(Object.keys(asked)));
  const own = await readFile(join(root, folder, 'mirror.yml'), 'utf8');
  const pinned = /uses: (actions\/checkout@.*)/.exec(own)?.[1];
  expect(written).toContain(`uses: ${pinned}`);
});
