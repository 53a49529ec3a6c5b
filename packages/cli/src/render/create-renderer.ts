import type { Io } from '../io.ts';
import { createProgress } from './create-progress.ts';
import { isActions } from './github-actions/workflow-command.ts';
import type { LogLevel } from './log-level.ts';
import { createPrinter, type Printer } from './printer.ts';
import type { Progress } from './progress.ts';
import type { Renderer } from './renderer.ts';

export interface RenderOptions {
  json: boolean;
  logLevel: LogLevel;
  color: boolean;
  /** Whether the command has progress to show. */
  progress: boolean;
  /** Whether the command adds to the summary of a job of GitHub Actions. */
  jobSummary: boolean;
}

/** The renderer that fits the command line and where the output goes. */
export async function createRenderer(
  io: Io,
  { json, logLevel, color, progress, jobSummary }: RenderOptions,
): Promise<Renderer> {
  const stdout = createPrinter(io.stdout, color, io.environment);
  const stderr = createPrinter(io.stderr, color, io.environment);
  const target = json ? stderr : stdout;
  const options = { level: logLevel, environment: io.environment, live: progress };
  const create = (printer: Printer): Promise<Progress> => createProgress(printer, stderr, options);
  if (!isActions(io.environment)) return plainRenderer(io, { json, stdout, stderr }, await create(target));
  const { actionsRenderer, groupedProgress } = await import('./github-actions/index.ts');
  const shown = await groupedProgress(target, create);
  const renderer = await plainRenderer(io, { json, stdout, stderr }, shown);
  return actionsRenderer(renderer, io, { level: logLevel, summary: jobSummary });
}

async function plainRenderer(
  { stdout: output, environment }: Io,
  { json, stdout, stderr }: { json: boolean; stdout: Printer; stderr: Printer },
  shown: Progress,
): Promise<Renderer> {
  if (json) {
    const { jsonRenderer } = await import('./json-renderer.ts');
    return jsonRenderer(output, stderr, shown);
  }
  const { textRenderer } = await import('./text-renderer.ts');
  return textRenderer(stdout, stderr, shown, environment);
}
