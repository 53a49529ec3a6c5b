import { watchProcess } from './process-guard.ts';
import { main } from './program.ts';

const signal = watchProcess(process);
process.exitCode = await main(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  environment: process.env,
  directory: process.cwd(),
  signal,
  now: Date.now,
});
// A connection that somebody forgot to close must not keep the process.
setTimeout(() => process.exit(), 500).unref();
