import { watchProcess } from './process-guard.ts';
import { main } from './program.ts';
import { heedProxy } from './proxy.ts';

const signal = watchProcess(process);
// Node would end without a word and with its own exit code.
const stuck = (): void => {
  throw new Error('the command waits for something that will never come');
};
process.once('beforeExit', stuck);
await heedProxy(process.env);
process.exitCode = await main(process.argv.slice(2), {
  // Opened when somebody is asked something.
  get stdin() {
    return process.stdin;
  },
  stdout: process.stdout,
  stderr: process.stderr,
  environment: process.env,
  directory: process.cwd(),
  signal,
  now: Date.now,
});
process.off('beforeExit', stuck);
// A connection that somebody forgot to close must not keep the process.
setTimeout(() => process.exit(), 500).unref();
