import { describe, expect, it } from 'vitest';
import { commandLine, type Inputs } from './inputs.ts';

const none: Inputs = {
  command: 'run',
  images: '',
  config: '',
  destination: '',
  keep: '',
  options: '',
  matrix: '',
  reports: 'reports',
  summary: 'true',
  artifact: '',
  tools: '',
};
const argsOf = (inputs: Partial<Inputs>) => commandLine({ ...none, ...inputs }, 'r.json').args;

describe('the command line of the action', () => {
  it('is the command and its report when nothing is said', () => {
    expect(argsOf({})).toEqual(['run', '--report', 'r.json']);
    expect(argsOf({ command: 'verify' })).toEqual(['verify']);
  });

  it('has every input in its place, the images last', () => {
    const inputs = {
      images: 'matter*  outline\n',
      config: 'a b.yaml',
      destination: 'ghcr.io/Acme/mirror',
      keep: '3',
    };
    expect(argsOf({ command: 'plan', ...inputs, options: '--sizes --locked', matrix: '8' })).toEqual([
      'plan',
      '--config',
      'a b.yaml',
      '--destination',
      'ghcr.io/acme/mirror',
      '--keep',
      '3',
      '--matrix',
      '8',
      '--report',
      'r.json',
      '--sizes',
      '--locked',
      '--',
      'matter*',
      'outline',
    ]);
  });

  it('takes nothing in an image for an option, and nothing at all for a script', () => {
    expect(argsOf({ images: '--config=/etc/passwd $(id) `id` ;id' })).toEqual([
      'run',
      '--report',
      'r.json',
      '--',
      '--config=/etc/passwd',
      '$(id)',
      '`id`',
      ';id',
    ]);
  });

  it('asks for a matrix of a plan only, and for no image where a command takes none', () => {
    expect(argsOf({ matrix: '8' })).not.toContain('--matrix');
    expect(argsOf({ command: 'validate', images: 'outline' })).toEqual(['validate']);
  });

  it.each(['', 'export', 'constructor'])('refuses the command %j', (command) => {
    expect(() => argsOf({ command })).toThrow('run, plan, verify, validate, report');
  });
});
