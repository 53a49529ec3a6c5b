import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import type { ToolName } from './catalogue.ts';
import { catalogue } from './catalogue.ts';
import { installedPath } from './directory.ts';
import { askVersion, isVersion } from './version.ts';

/** Where a tool was found in the right version. */
export interface Found {
  path: string;
  version: string;
  where: 'PATH' | 'tools';
}

/** Finds a tool in the right version on PATH, else among the installed ones. */
export async function locate(name: ToolName): Promise<Found | undefined> {
  const { version: wanted, ask, commands = [name] } = catalogue[name];
  const candidates: { path: string; where: Found['where'] }[] = [];
  for (const directory of (process.env.PATH ?? '').split(delimiter).filter(Boolean)) {
    for (const command of commands) candidates.push({ path: resolve(directory, command), where: 'PATH' });
  }
  candidates.push({ path: installedPath(name), where: 'tools' });
  for (const { path, where } of candidates) {
    if (!(await isExecutable(path))) continue;
    const version = await askVersion(path, ask);
    if (version !== undefined && isVersion(version, wanted)) return { path, version, where };
  }
  return undefined;
}

/** The first file on PATH with this name. */
export async function onPath(command: string): Promise<string | undefined> {
  for (const directory of (process.env.PATH ?? '').split(delimiter).filter(Boolean)) {
    const path = join(directory, command);
    if (await isExecutable(path)) return path;
  }
  return undefined;
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
