import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';

const mirror = fileURLToPath(new URL('../bin/mirror.js', import.meta.url));

/** As `npx mirror` runs it in a checkout: from the sources, with nothing of this process. */
async function spawn(argv: string[], cwd: string): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [mirror, ...argv],
      { cwd, env: { PATH: process.env.PATH } },
      (error, stdout, stderr) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
      },
    );
  });
}

async function directory(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'mirror-bin-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

describe('bin/mirror.js', () => {
  it('prints the version', async () => {
    expect(await spawn(['--version'], await directory())).toEqual({ code: 0, stdout: '0.1.0\n', stderr: '' });
  });

  it('finds the manifest and validates it', async () => {
    const path = await directory();
    await writeFile(
      join(path, 'mirror.config.yaml'),
      'version: 1\ndestination: registry.invalid/mirror\nimages:\n  - source: docker.io/library/debian\n    tags: [bookworm]\n    plugins: []\n',
    );
    expect(await spawn(['validate'], path)).toEqual({
      code: 0,
      stdout: '✔ mirror.config.yaml is valid: 1 image\n',
      stderr: '',
    });
  });

  it('exits with 2 where there is none', async () => {
    const { code, stdout, stderr } = await spawn(['plan'], await directory());
    expect(stderr).toContain('MIRROR_CONFIG_NOT_FOUND');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  it('goes on when nobody reads any more', async () => {
    const command = `"${process.execPath}" "${mirror}" schema | head -c 1; exit "\${PIPESTATUS[0]}"`;
    const ended = await new Promise<{ code: unknown; stderr: string }>((resolve) => {
      execFile('bash', ['-c', command], (error, _stdout, stderr) =>
        resolve({ code: error?.code ?? 0, stderr }),
      );
    });
    expect(ended).toEqual({ code: 0, stderr: '' });
  });
});
