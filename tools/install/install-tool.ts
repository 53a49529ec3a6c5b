import type { ToolName } from './catalogue.ts';
import { catalogue } from './catalogue.ts';
import { installDebian } from './debian.ts';
import { installedPath, toolsFolder } from './directory.ts';
import { buildWithGo } from './go-build.ts';
import type { Found } from './locate.ts';
import { locate } from './locate.ts';
import { withLock } from './lock.ts';
import { installWithPip } from './python.ts';
import { installRelease } from './release.ts';
import { say } from './say.ts';
import type { ReleaseFile } from './tool.ts';
import { hostPlatform } from './tool.ts';
import { askVersion } from './version.ts';
import { installWheel } from './wheel.ts';

/** A tool that could not be had, with each way that was tried and why it failed. */
export interface Missing {
  name: ToolName;
  version: string;
  reasons: readonly string[];
}

/**
 * Finds a tool, or installs it by the first way that works: the official release, a build with Go, PyPI, the Debian package.
 *
 * @throws ChecksumError when a release file is not the one that was pinned.
 */
export async function installTool(name: ToolName): Promise<Found | Missing> {
  const there = await locate(name);
  if (there !== undefined) return there;
  return withLock(name, async () => {
    // Whoever held the lock may have installed it.
    const since = await locate(name);
    if (since !== undefined) return since;
    const reasons: string[] = [];
    for (const way of ways(name)) {
      const failure = await way();
      const found = failure === undefined ? await locate(name) : undefined;
      if (found !== undefined) return found;
      const reason = failure ?? (await wrongVersion(name));
      say(`${name}: ${reason.split('\n')[0]}`);
      reasons.push(reason);
    }
    return { name, version: catalogue[name].version, reasons };
  });
}

/** The ways to install a tool, each giving nothing or the reason why it failed. */
function ways(name: ToolName): (() => Promise<string | undefined>)[] {
  const tool = catalogue[name];
  const { go, python, wheel, debian } = tool;
  const platform = hostPlatform();
  const releases: Partial<Record<string, ReleaseFile>> = tool.release ?? {};
  const release = releases[platform];
  const target = async (): Promise<string> => {
    await toolsFolder('bin');
    return installedPath(name);
  };
  const found: (() => Promise<string | undefined>)[] = [];
  if (release) found.push(async () => installRelease(name, release, await target()));
  else if (tool.release) found.push(async () => `no release file is pinned for ${platform}`);
  if (go) found.push(async () => buildWithGo(name, go, await target()));
  if (python) found.push(async () => installWithPip(name, python, await target()));
  if (wheel) found.push(async () => installWheel(name, wheel, tool.version, await target()));
  if (debian) found.push(() => installDebian(name, debian));
  return found;
}

async function wrongVersion(name: ToolName): Promise<string> {
  const { ask, debian, version } = catalogue[name];
  const says = (await askVersion(debian ? name : installedPath(name), ask)) ?? 'nothing';
  return `what was installed says ${says} for its version, not ${version}`;
}
