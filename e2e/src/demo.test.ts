import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureTools } from '../../tools/ensure.ts';
import { root } from '../../tools/install/directory.ts';
import { samePlants } from './support/planted-secrets.ts';
import { type Ended, runProgram } from './support/program.ts';

const tools = await ensureTools(['trivy', 'cosign']);

/** What `npm run demo` starts. */
const demo = ['--conditions=@mirror/source', join(root, 'e2e', 'src', 'demo', 'main.ts')];

describe.skipIf(tools.missing.length > 0)('the demo', () => {
  let directory: string;
  let env: Record<string, string>;
  let told: Ended;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'mirror-demo-test-'));
    const { PATH = '', MIRROR_TOOLS_DIR } = process.env;
    const here = { PATH, HOME: directory, TMPDIR: directory, ...samePlants };
    env = { ...here, ...(MIRROR_TOOLS_DIR && { MIRROR_TOOLS_DIR }) };
    told = await runProgram(process.execPath, demo, { env, cwd: root });
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  it('ends well', () => {
    expect(told, told.stderr).toMatchObject({ exitCode: 0 });
  });

  it('says in plain text, chapter by chapter, what happens', () => {
    const chapters = [...told.stdout.matchAll(/^(\d) {2}\S/gm)].map(([, number]) => number);
    expect(chapters).toEqual(['1', '2', '3', '4', '5', '6', '7']);
    expect(told.stdout).not.toContain('\u001b');
  });

  it.each<[string, RegExp]>([
    ['an image of two platforms', /linux\/amd64, linux\/arm64/],
    ['the manifest', /^ {2}│ {3}- trivy-sbom$/m],
    ['the run', /^\$ mirror run$/m],
    [
      'the tags that it set, with their digests',
      /^ {2}127\.0\.0\.1:\d+\/mirror\/app:latest +sha256:[0-9a-f]{12} /m,
    ],
    ['the second run beside the first', /^ {2}destination +\d+ +\d+/m],
    ['the check', /^\$ mirror verify$/m],
    ['another identity, which is refused', /somebody-else/],
    ['what cosign says', / - The cosign claims were validated/],
  ])('shows %s', (_, shown) => {
    expect(told.stdout).toMatch(shown);
  });

  // What was planted in what it starts has been searched for when it ended; tokens are its own.
  it('shows no token', () => {
    expect(told.stdout + told.stderr).not.toMatch(/eyJ[\w-]{8,}\.eyJ|bearer /i);
  });

  it('leaves nothing behind', async () => {
    // Node keeps compiled code there, for the next run.
    const left = await readdir(directory);
    expect(left.filter((name) => !['node-compile-cache', '.cache'].includes(name))).toEqual([]);
  });

  it('refuses what it does not know', async () => {
    const ended = await runProgram(process.execPath, [...demo, '--upstreem', 'x'], { env, cwd: root });
    expect(ended.exitCode, ended.stderr).toBe(2);
    expect(ended.stderr).toContain('--upstream REFERENCE');
  });
});
