import { watchProcess } from './process-guard.ts';
import { main } from './program.ts';
import { heedProxy } from './proxy.ts';
import { wantsDocument, writeMissingDocument } from './render/json-document.ts';

const argv = process.argv.slice(2);
const signal = watchProcess(process, (error) => {
  if (wantsDocument(argv)) writeMissingDocument(process.stdout, [error]);
});
// Node would end without a word and with its own exit code.
const stuck = (): void => {
  throw new Error('the command waits for something that will never come');
};
process.once('beforeExit', stuck);
await heedProxy(process.env);
process.exitCode = await main(argv, {
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
// A pipe takes a large document as slowly as its reader; an empty piece is through when all before it is, or nobody reads any more.
await Promise.all(
  [process.stdout, process.stderr].map(
    (stream) => new Promise<void>((through) => void stream.write('', () => through())),
  ),
);
// A connection that somebody forgot to close must not keep the process.
setTimeout(() => process.exit(), 500).unref();
