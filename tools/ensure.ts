import type { ToolName } from './install/catalogue.ts';
import type { Missing } from './install/install-tool.ts';
import { installTool } from './install/install-tool.ts';
import { say } from './install/say.ts';

/** The tools that were asked for. */
export interface Tools<Name extends ToolName> {
  /** The absolute path of each. Reading that of a missing one throws. */
  readonly paths: Readonly<Record<Name, string>>;
  /** Those that could not be had; always empty when `CI` is set. */
  readonly missing: readonly Missing[];
}

/**
 * Makes sure that tools are there in their pinned versions, and installs into `.tools` only those of `names` that are not.
 *
 * Without `CI=true` a tool that cannot be had is one line on standard error and an entry of `missing`, so that what needs it can
 * be left out: `describe.skipIf(tools.missing.length > 0)`. May be called by many processes at once.
 *
 * @throws ChecksumError when a release file is not the one that was pinned, everywhere.
 * @throws Error naming every missing tool and what was tried, when `CI=true`.
 */
export async function ensureTools<Name extends ToolName>(names: readonly Name[]): Promise<Tools<Name>> {
  const paths = {} as Record<Name, string>;
  const missing: Missing[] = [];
  // One after the other: two builds at once take as long, and their progress would be mixed.
  for (const name of names) {
    const tool = await installTool(name);
    if ('path' in tool) {
      paths[name] = tool.path;
      continue;
    }
    missing.push(tool);
    Object.defineProperty(paths, name, {
      enumerable: false,
      get: () => {
        throw new Error(describeMissing(tool));
      },
    });
  }
  if (missing.length > 0 && inContinuousIntegration()) throw new Error(missing.map(describeAll).join('\n'));
  for (const tool of missing) say(describeMissing(tool));
  return { paths, missing };
}

/** One line that says which tool is missing and why each way to get it failed. */
function describeMissing({ name, version, reasons }: Missing): string {
  const short = reasons.map((reason) => {
    const lines = reason.split('\n');
    return lines.length > 1 ? `${lines[0]} … ${lines.at(-1)}` : reason;
  });
  return `${name} ${version} is missing: ${short.join('; ')}`;
}

/** The same with everything that each way said. */
function describeAll({ name, version, reasons }: Missing): string {
  return `${name} ${version} is missing. Tried:\n${reasons.map((reason) => `  - ${reason}`).join('\n')}`;
}

/** Whether a missing tool must fail the run. */
export function inContinuousIntegration(): boolean {
  return process.env.CI === 'true' || process.env.CI === '1';
}
