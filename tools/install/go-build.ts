import { mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { installCompiler } from './compiler.ts';
import { root, toolsFolder } from './directory.ts';
import { onPath } from './locate.ts';
import { run } from './run.ts';
import { duration, say } from './say.ts';
import type { GoBuild } from './tool.ts';

const progressEvery = 15_000;

/**
 * Builds a tool from the committed module files in `tools/go` and installs it at `target`.
 *
 * @returns nothing when it is installed, else why it could not be built.
 */
export async function buildWithGo(name: string, build: GoBuild, target: string): Promise<string | undefined> {
  if ((await onPath('go')) === undefined) return 'Go is not on PATH';
  const withoutC = build.cgoTags === undefined ? undefined : await installCompiler();
  if (withoutC !== undefined) return withoutC;
  const folder = await mkdtemp(join(await toolsFolder('tmp'), `${name}-`));
  const progress = showProgress(name, build);
  try {
    const program = join(folder, name);
    const linker = build.stamp === undefined ? '-s -w' : `-s -w -X ${build.stamp}`;
    const flags = ['-v', '-trimpath', '-buildvcs=false', '-ldflags', linker, '-o', program];
    // The network and the users in Go alone, as everywhere else: most of what the others have compiled serves here as well.
    if (build.cgoTags !== undefined) flags.push('-tags', `${build.cgoTags},netgo,osusergo`);
    const env = {
      ...process.env,
      CGO_ENABLED: build.cgoTags === undefined ? '0' : '1',
      GOTOOLCHAIN: 'local',
      GOFLAGS: '-mod=readonly',
      // Trivy does not compile without it; the others take it so that all share one set of compiled packages.
      GOEXPERIMENT: 'jsonv2',
    };
    await run('go', ['build', ...flags, build.package], {
      cwd: join(root, 'tools', 'go', build.folder ?? name),
      env,
      onLine: progress.line,
    });
    await rename(program, target);
    progress.end();
    return undefined;
  } catch (error) {
    return `the build with Go failed: ${error instanceof Error ? error.message : String(error)}`;
  } finally {
    progress.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Progress {
  line: (line: string) => void;
  end: () => void;
  stop: () => void;
}

/** One line at the start, one each quarter of a minute, one at the end. `go build -v` names each package that it compiles. */
function showProgress(name: string, build: GoBuild): Progress {
  const started = Date.now();
  let compiled = 0;
  let downloaded = 0;
  say(`${name}: building with Go, usually ${build.usually} the first time`);
  const timer = setInterval(() => {
    const done = compiled === 0 ? `${downloaded} modules downloaded` : `${compiled} packages compiled`;
    say(`${name}: ${done} in ${duration(Date.now() - started)}, usually ${build.usually}`);
  }, progressEvery);
  return {
    line: (line) => {
      if (line.startsWith('go: downloading ')) downloaded += 1;
      else if (/^\S+$/.test(line)) compiled += 1;
    },
    end: () => say(`${name}: built in ${duration(Date.now() - started)}`),
    stop: () => clearInterval(timer),
  };
}
