// What `--version` and `--help` print stands in the published package: to load the command for it would take longer than all the rest.
import { fstatSync, readFileSync, writeSync } from 'node:fs';

/** The widths for which helps are kept. As in ../src/program.ts, nothing is wider, and what has no width counts as the widest. */
const widths = [100, 80];

/** Prints the answer to this command line, if it is kept. @returns whether it is */
export function answerKept(argv) {
  const name = nameOf(argv);
  if (name === undefined) return false;
  const text = read(name === 'version' ? name : `${name}.${width()}`);
  if (text === undefined) return false;
  print(text);
  return true;
}

/** `version`, `help`, or the command whose help is asked for. */
function nameOf([first, second, ...more]) {
  if (more.length > 0) return undefined;
  const asksHelp = (word) => word === '--help' || word === '-h';
  if (second === undefined) {
    if (first === '--version' || first === '-V') return 'version';
    return asksHelp(first) || first === 'help' ? 'help' : undefined;
  }
  const command = first === 'help' ? second : asksHelp(second) ? first : undefined;
  return command !== undefined && /^[a-z]+$/.test(command) && command !== 'help'
    ? `help-${command}`
    : undefined;
}

function width() {
  // process.stdout loads what streams need, which only a terminal's width is worth.
  const columns = fstatSync(1).isCharacterDevice() ? process.stdout.columns : undefined;
  return columns === undefined || columns < 40 ? widths[0] : Math.min(columns, widths[0]);
}

function read(name) {
  try {
    return readFileSync(new URL(`../bundle/answers/${name}.txt`, import.meta.url));
  } catch {
    return undefined;
  }
}

function print(bytes) {
  let written = 0;
  try {
    while (written < bytes.length) written += writeSync(1, bytes, written);
  } catch (error) {
    // A pipe that is full and does not wait; one whose reader went away wants no more.
    if (error.code === 'EAGAIN') process.stdout.write(bytes.subarray(written));
    else if (error.code !== 'EPIPE') throw error;
  }
}
