// What action.yml runs. INPUTS is what it was given, as JSON; the rest is as GitHub documents it for every step.
import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { commandLine, type Inputs, words } from './action/inputs.ts';
import { mirror } from './action/mirror.ts';
import { reportsIn } from './action/report-files.ts';
import { ensureTools } from './ensure.ts';
import { isToolName } from './install/catalogue.ts';

const { INPUTS = '{}', RUNNER_TEMP = '.', GITHUB_OUTPUT, GITHUB_STEP_SUMMARY } = process.env;

try {
  process.exitCode = await main(JSON.parse(INPUTS) as Inputs);
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  process.stdout.write(`::error title=mirror::${message.replaceAll('%', '%25').replaceAll('\n', '%0A')}\n`);
  process.exitCode = 2;
}

async function main(inputs: Inputs): Promise<number> {
  const report = join(RUNNER_TEMP, 'mirror', `${inputs.artifact.trim() || 'report'}.json`);
  await mkdir(join(RUNNER_TEMP, 'mirror'), { recursive: true });
  const exitCode = await (inputs.command === 'report' ? merge(inputs, report) : command(inputs, report));
  await output('exit-code', String(exitCode));
  return exitCode;
}

/** Merges the reports of other jobs into one. Its exit code is that of one run that had done it all. */
async function merge(inputs: Inputs, report: string): Promise<number> {
  const reports = await reportsIn(inputs.reports, dirname(report));
  await output('report', report);
  const { exitCode, stdout } = await mirror(['report', ...reports, '--json'], { capture: true });
  await writeFile(report, stdout);
  // The same for people.
  await mirror(['report', ...reports]);
  if (inputs.summary === 'true' && GITHUB_STEP_SUMMARY !== undefined) {
    const summary = await mirror(['report', ...reports, '--summary'], { capture: true });
    await appendFile(GITHUB_STEP_SUMMARY, summary.stdout);
  }
  return exitCode;
}

/** Any command but `report`. It adds to the job's summary by itself. Its report is announced before it begins, so that one that is cancelled leaves what it has. */
async function command(inputs: Inputs, report: string): Promise<number> {
  const { args, reports } = commandLine(inputs, report);
  if (reports) await output('report', report);
  const programs = inputs.command === 'run' ? await install(words(inputs.tools)) : [];
  const wantsMatrix = args.includes('--matrix');
  const summary = inputs.summary === 'true';
  const { exitCode, stdout } = await mirror(args, { programs, summary, capture: wantsMatrix });
  if (wantsMatrix && exitCode === 0) {
    await output('matrix', stdout.trim());
    await output('has-work', String((JSON.parse(stdout) as { include: unknown[] }).include.length > 0));
  }
  return exitCode;
}

/** @throws Error naming what is no tool, or what cannot be had and why */
async function install(names: readonly string[]): Promise<string[]> {
  const unknown = names.filter((name) => !isToolName(name));
  if (unknown.length > 0) throw new Error(`there is no tool ${unknown.join(', ')}`);
  process.stdout.write(`::group::${names.join(', ')}\n`);
  const { paths } = await ensureTools(names.filter(isToolName));
  process.stdout.write(`${Object.values(paths).join('\n')}\n::endgroup::\n`);
  return Object.values(paths);
}

async function output(name: string, value: string): Promise<void> {
  if (GITHUB_OUTPUT !== undefined) await appendFile(GITHUB_OUTPUT, `${name}=${value}\n`);
}
