import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { root } from './directory.ts';

it('lists tools to a reader that goes away after the first line, and ends without a word', async () => {
  const child = spawn(process.execPath, ['tools/install.ts', '--list'], { cwd: root });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  child.stdout.once('data', () => child.stdout.destroy());
  expect({ ended: await once(child, 'close'), said }).toEqual({ ended: [0, null], said: '' });
});
