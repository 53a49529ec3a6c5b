import { InvalidArgumentError, Option } from '@commander-js/extra-typings';

/** Images that are verified at once, where `--concurrency` says nothing. */
const verifiedAtOnce = 8;

/** `--concurrency N`; the description says what the default is. */
export function concurrencyOption(
  description: string,
): Option<'--concurrency <n>', undefined, undefined, number> {
  return new Option('--concurrency <n>', description).argParser(positiveInteger);
}

/** The same of commands that verify. */
export function verifyConcurrencyOption(): Option<'--concurrency <n>', undefined, number, number> {
  return concurrencyOption('images at once').default(verifiedAtOnce);
}

export function positiveInteger(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('It must be a positive whole number.');
  return Number(text);
}
