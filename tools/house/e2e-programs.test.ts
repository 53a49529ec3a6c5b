import { describe, expect, it } from 'vitest';
import { committedFiles, imports, read } from './repository.ts';

/** What starts programs or threads. */
const starters =
  /^(?:node:)?(?:child_process|cluster|worker_threads)$|^(?:execa|zx|tinyexec|nano-spawn|cross-spawn|node-pty|@lydell\/node-pty)(?:\/|$)/;

/** The only files of e2e that do; each plants secrets in the environment, and searches what is said for them. */
const allowed = {
  'e2e/src/support/program.ts': 'refuseSaid(',
  'e2e/src/support/background-program.ts': 'refuseSaid(',
  'e2e/src/support/workspace.ts': 'refuseLeaks(',
  'e2e/src/demo/mirror-command.ts': 'refuseSaid(',
};

const files = committedFiles().filter((path) => /^e2e\/.*\.[cm]?[jt]sx?$/.test(path));

/** What a file starts programs with. */
function startersIn(text: string): string[] {
  const required = [...text.matchAll(/\b(?:require|getBuiltinModule)\(\s*(['"])([^'"\n]+)\1/g)];
  return [...imports(text), ...required.map(([, , name = '']) => name)].filter((name) => starters.test(name));
}

describe('no scenario starts a program but by the support that searches what it says for secrets', () => {
  it.each([
    "import { execa } from 'execa';",
    "import { spawn } from 'node:child_process';",
    "const { execFileSync } = await import('child_process');",
    "import { Worker } from 'node:worker_threads';",
    "process.getBuiltinModule('node:child_process').spawn('true');",
  ])('finds %s', (text) => {
    expect(startersIn(text)).toHaveLength(1);
  });

  it('in e2e', () => {
    expect(files.length).toBeGreaterThan(50);
    expect(files.filter((path) => startersIn(read(path)).length > 0).sort()).toEqual(
      Object.keys(allowed).sort(),
    );
  });

  it.each(Object.entries(allowed))('%s searches', (path, search) => {
    expect(read(path)).toContain(search);
  });
});
