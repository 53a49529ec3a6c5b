import { printable } from '@multiarch-mirror/errors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RecordingOutput } from '../../recording-output.fixture.ts';
import { hostileText } from '../hostile-text.fixture.ts';
import { readLog } from './runner.fixture.ts';
import { withoutCommands, writeCommand } from './workflow-command.ts';

describe('writeCommand', () => {
  it('is one command to the runner, whose text and place are what was meant, whatever they hold', () => {
    fc.assert(
      fc.property(hostileText, hostileText, fc.array(hostileText, { maxLength: 3 }), (file, title, lines) => {
        const output = new RecordingOutput();
        writeCommand(output, 'error', { file: `f${file}`, line: 3, col: 7, title: `t${title}` }, lines);
        const { commands, text } = readLog(output.text);
        expect(text).toEqual(['']);
        expect(commands).toEqual([
          {
            name: 'error',
            properties: {
              file: printable(`f${file}`),
              line: '3',
              col: '7',
              title: printable(`t${title}`).trimEnd(),
            },
            data: lines.map(printable).join('\n'),
          },
        ]);
      }),
    );
  });
});

describe('withoutCommands', () => {
  it('leaves no line that the runner takes for a command, and every other line as it is', () => {
    fc.assert(
      fc.property(hostileText, (line) => {
        const safe = withoutCommands(printable(line));
        expect(readLog(safe).commands).toEqual([]);
        if (!/^\s*::|##\[/.test(line)) expect(safe).toBe(printable(line));
      }),
    );
  });

  it.each(['::error::x', '  ::add-mask::x', 'a ##[error]x', '##[add-path]/tmp', '\u00a0::group::x'])(
    '%j',
    (line) => {
      expect(readLog(line).commands).toHaveLength(1);
      expect(readLog(withoutCommands(line)).commands).toEqual([]);
    },
  );
});
