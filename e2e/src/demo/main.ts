// npm run demo: the whole way of an image, on this machine alone.
import { ensureTools } from '../../../tools/ensure.ts';
import { say } from '../../../tools/install/say.ts';
import { Interruption } from '../support/interruption.ts';
import { help, readOptions } from './options.ts';
import { createPage } from './page.ts';
import { StepFailure } from './step-failure.ts';
import { tell } from './story.ts';

const interrupted = 130;

process.exitCode = await main(process.argv.slice(2));

/** @returns the exit code */
async function main(args: string[]): Promise<number> {
  let options: ReturnType<typeof readOptions>;
  try {
    options = readOptions(args, process.stdin.isTTY && process.stdout.isTTY);
  } catch (error) {
    say(`${error instanceof Error ? error.message : String(error)}\n\n${help}`);
    return 2;
  }
  if (options === 'help') {
    process.stdout.write(`${help}\n`);
    return 0;
  }
  const trivy = await findTrivy();
  if (trivy === undefined) return 1;
  const interruption = new Interruption();
  try {
    await tell({ ...options, trivy, page: createPage(process.stdout), signal: interruption.signal });
    return 0;
  } catch (error) {
    if (interruption.signal.aborted) {
      say('\nInterrupted. Everything that was started has been ended and removed.');
      return interrupted;
    }
    if (!(error instanceof StepFailure)) throw error;
    say(`\n✖ ${error.message}`);
    return 1;
  } finally {
    interruption.end();
  }
}

/** Trivy's path; without it, one line has been said. */
async function findTrivy(): Promise<string | undefined> {
  try {
    const { paths, missing } = await ensureTools(['trivy']);
    return missing.length === 0 ? paths.trivy : undefined;
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    return undefined;
  }
}
