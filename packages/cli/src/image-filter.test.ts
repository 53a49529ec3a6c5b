import { describe, expect, it } from 'vitest';
import { exitCodes } from './exit-code.ts';
import { filterImages } from './image-filter.ts';
import { Refusal } from './refusal.ts';

const images = ['mattermost', 'mostlymatter', 'outline', 'team/wiki', 'team/chat'].map((name) => ({ name }));

function names(...patterns: string[]): string[] {
  return filterImages(images, patterns).map(({ name }) => name);
}

function refusal(...patterns: string[]): Refusal {
  try {
    filterImages(images, patterns);
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown;
    throw thrown;
  }
  throw new Error('it was accepted');
}

describe('filterImages', () => {
  it.each([
    ['no pattern is everything', [], ['mattermost', 'mostlymatter', 'outline', 'team/wiki', 'team/chat']],
    ['a name', ['outline'], ['outline']],
    ['two names, in the order of the manifest', ['outline', 'mattermost'], ['mattermost', 'outline']],
    ['a glob', ['m*'], ['mattermost', 'mostlymatter']],
    ['a glob below a folder', ['team/*'], ['team/wiki', 'team/chat']],
    ['alternatives', ['{outline,team/chat}'], ['outline', 'team/chat']],
    ['one that two patterns name is there once', ['out*', 'outline'], ['outline']],
  ])('%s', (_name, patterns, expected) => {
    expect(names(...patterns)).toEqual(expected);
  });

  it('refuses every pattern that names nothing, with the nearest name', () => {
    const { errors, exitCode } = refusal('matermost', 'outline', 'zzz*');
    expect(exitCode).toBe(exitCodes.usage);
    expect(errors.map(({ code }) => code)).toEqual([
      'MIRROR_USAGE_IMAGE_UNKNOWN',
      'MIRROR_USAGE_IMAGE_UNKNOWN',
    ]);
    expect(errors[0]?.hint).toContain('mattermost');
    expect(errors[1]?.hint).toContain('outline');
  });

  it('escapes what was typed', () => {
    expect(refusal('\u001b[31mred').errors[0]?.message).not.toContain('\u001b');
  });
});
