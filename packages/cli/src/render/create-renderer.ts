import type { Io } from '../io.ts';
import { createProgress } from './create-progress.ts';
import type { LogLevel } from './log-level.ts';
import { createPrinter } from './printer.ts';
import type { Progress } from './progress.ts';
import type { Renderer } from './renderer.ts';

export interface RenderOptions {
  json: boolean;
  logLevel: LogLevel;
  color: boolean;
  /** Whether the command has progress to show. */
  progress: boolean;
}

/** The renderer that fits the command line and where the output goes. */
export async function createRenderer(
  io: Io,
  { json, logLevel, color, progress }: RenderOptions,
): Promise<Renderer> {
  const stdout = createPrinter(io.stdout, color, io.environment);
  const stderr = createPrinter(io.stderr, color, io.environment);
  const target = json ? stderr : stdout;
  const options = { level: logLevel, environment: io.environment, live: progress };
  const shown: Progress = await createProgress(target, stderr, options);
  if (json) {
    const { jsonRenderer } = await import('./json-renderer.ts');
    return jsonRenderer(io.stdout, stderr, shown);
  }
  const { textRenderer } = await import('./text-renderer.ts');
  return textRenderer(stdout, stderr, shown, io.environment);
}
