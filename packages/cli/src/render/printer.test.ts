import { describe, expect, it } from 'vitest';
import { RecordingOutput } from '../recording-output.fixture.ts';
import { createPrinter } from './printer.ts';

describe('createPrinter', () => {
  const terminal = { columns: 80 };
  it.each([
    ['a terminal', terminal, true, {}, true],
    ['a pipe', undefined, true, {}, false],
    ['a pipe with FORCE_COLOR', undefined, true, { FORCE_COLOR: '1' }, true],
    ['FORCE_COLOR=0', terminal, true, { FORCE_COLOR: '0' }, false],
    ['NO_COLOR', terminal, true, { NO_COLOR: '1' }, false],
    ['NO_COLOR before FORCE_COLOR', terminal, true, { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
    ['an empty NO_COLOR', terminal, true, { NO_COLOR: '' }, true],
    ['--no-color before everything', terminal, false, { FORCE_COLOR: '1' }, false],
    ['a dumb terminal', terminal, true, { TERM: 'dumb' }, false],
  ] as const)('colours: %s', (_name, kind, color, environment, expected) => {
    expect(createPrinter(new RecordingOutput(kind), color, environment).colors.isColorSupported).toBe(
      expected,
    );
  });
});
