import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exitCodes } from '../exit-code.ts';
import type { MirrorEnded } from '../program.fixture.ts';
import { readLog } from '../render/github-actions/runner.fixture.ts';
import { Workplace } from './workplace.fixture.ts';

// What a step of GitHub Actions shows, as its runner reads it.

let place: Workplace;
beforeEach(async () => {
  place = await Workplace.open();
  await place.publish('app', ['1.0.0', 'slim']);
  await place.publish('other', '1.0.0');
  await place.manifest([
    '{source: SOURCE/app, tags: ["1.0.0", slim]}',
    '{source: SOURCE/other, tags: ["1.0.0"]}',
  ]);
});
afterEach(() => place.close());

const mirror = (...argv: string[]): Promise<MirrorEnded> => place.mirror(argv, undefined, place.step);
const commandsOf = ({ stderr }: MirrorEnded) => readLog(stderr).commands;

async function outputs(): Promise<Record<string, string>> {
  const lines = (await place.read('outputs')).trim().split('\n');
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
}

describe('run', () => {
  it('folds its progress, writes the summary of the job and the outputs of the step', async () => {
    await place.write('summary.md', '# before\n');
    const { code, stdout } = await mirror('run');
    expect(code).toBe(exitCodes.done);
    const lines = stdout.split('\n');
    expect(lines[0]).toBe('::group::Progress');
    const end = lines.indexOf('::endgroup::');
    expect(lines.slice(1, end)).toContain('plan: 3 to create');
    expect(lines.slice(end)).toContainEqual(expect.stringMatching(/^3 created in /));
    const summary = await place.read('summary.md');
    expect(summary).toMatch(/^# before\n### ✅ mirror: 3 created in /);
    expect(summary).toContain('#### Published');
    expect(await outputs()).toMatchObject({
      create: '3',
      unchanged: '0',
      failed: '0',
      deferred: '0',
      published: '3',
    });
  });

  it.each(['run', 'plan'])('%s annotates what failed, at the line of the manifest', async (command) => {
    place.upstream.repository('up/app').tags.clear();
    const ended = await mirror(command);
    expect(ended.code).toBe(exitCodes.failed);
    const { host } = place.upstream;
    expect(commandsOf(ended)).toEqual(
      ['1.0.0', 'slim'].map((tag) => ({
        name: 'error',
        properties: {
          file: 'mirror.config.yaml',
          line: '5',
          col: '5',
          title: `app:${tag} failed [MIRROR_MANIFEST_UNKNOWN]`,
        },
        data: expect.stringMatching(
          new RegExp(
            `^app:${tag}: image app, source ${host}/up/app:${tag}: .+ \\[MIRROR_MANIFEST_UNKNOWN\\]\nhint: [A-Z].+\\.$`,
          ),
        ) as string,
      })),
    );
    const summary = await place.read('summary.md');
    for (const word of [
      '❌ mirror',
      '#### Failed',
      'MIRROR&#95;MANIFEST&#95;UNKNOWN',
      `source ${host.replace(':', '&#58;')}`,
    ])
      expect(summary).toContain(word);
  });

  it('leaves standard output to the document, and says the rest on standard error', async () => {
    place.upstream.repository('up/app').tags.clear();
    const ended = await mirror('run', '--json');
    expect(JSON.parse(ended.stdout)).toMatchObject({ version: 1 });
    expect(commandsOf(ended).map(({ name }) => name)).toEqual(['group', 'endgroup', 'error', 'error']);
  });

  it('names ten failures at most, as many as GitHub shows, and how many more there are', async () => {
    place.upstream.options.onRequest = () => ({ kind: 'answer', status: 403 });
    await place.manifest(
      Array.from({ length: 30 }, (_, number) => `{name: app-${number}, source: SOURCE/app, tags: [slim]}`),
    );
    const errors = commandsOf(await mirror('run')).filter(({ name }) => name === 'error');
    expect(errors).toHaveLength(10);
    expect(errors.at(-1)?.data).toMatch(/^21 more tags failed \[MIRROR_DENIED\]/);
  });

  it('warns of tags that upstream has moved, and of limits that put tags off', async () => {
    await place.mirror(['run']);
    await place.publish('app', '1.0.0', 'another content');
    const moved = commandsOf(await mirror('run', '--check-moved'));
    expect(moved).toMatchObject([
      {
        name: 'warning',
        properties: { file: 'mirror.config.yaml', line: '5', title: 'app:1.0.0 moved upstream' },
      },
    ]);
    place.upstream.options.onRequest = () => ({
      kind: 'answer',
      status: 429,
      headers: { 'retry-after': '3600' },
    });
    const limited = commandsOf(await mirror('run', '--check-moved'));
    expect(limited).toMatchObject([
      {
        name: 'warning',
        properties: { title: `${place.upstream.host} limits requests` },
        data: expect.stringMatching(/^\d tags? had to wait; run it again after 2/) as string,
      },
    ]);
  });

  it('writes no summary with --no-summary, for jobs whose reports are merged', async () => {
    expect((await mirror('run', '--no-summary')).code).toBe(exitCodes.done);
    await expect(place.read('summary.md')).rejects.toThrow('ENOENT');
    expect(await outputs()).toMatchObject({ published: '3' });
  });

  it('is done even where the files of the step cannot be written', async () => {
    const environment = { ...place.step, GITHUB_STEP_SUMMARY: join(place.directory, 'no/such/summary') };
    const ended = await place.mirror(['run'], undefined, environment);
    expect(ended.code).toBe(exitCodes.done);
    expect(commandsOf(ended)).toMatchObject([
      {
        name: 'warning',
        data: expect.stringContaining('GITHUB_STEP_SUMMARY could not be written') as string,
      },
    ]);
  });

  it('never makes the summary larger than GitHub takes', async () => {
    await place.write('summary.md', 'x'.repeat(999_990));
    expect((await mirror('run')).code).toBe(exitCodes.done);
    expect((await place.read('summary.md')).length).toBe(999_990);
  });

  it('shows nothing of this elsewhere', async () => {
    const { stdout, stderr } = await place.mirror(['run'], undefined, {
      ...place.step,
      GITHUB_ACTIONS: undefined,
    });
    expect(readLog(stdout + stderr).commands).toEqual([]);
    await expect(place.read('summary.md')).rejects.toThrow('ENOENT');
  });
});

describe('plan', () => {
  it('gives the matrix and the counts to later steps, and says in the summary what is to be done', async () => {
    const { stdout } = await mirror('plan', '--matrix', '2');
    const given = await outputs();
    expect(given).toMatchObject({ create: '3', work: 'true', failed: '0' });
    expect(`${given.matrix}\n`).toBe(stdout);
    expect(await place.read('summary.md')).toMatch(/### mirror plan: 3 to create[\s\S]*#### To be done/);
  });

  it('says where there is no work', async () => {
    await place.mirror(['run']);
    await mirror('plan');
    expect(await outputs()).toMatchObject({ unchanged: '3', work: 'false' });
  });
});

it('verify writes a summary of what is verified, and annotates what is not', async () => {
  await place.mirror(['run']);
  expect((await mirror('verify')).code).toBe(exitCodes.done);
  expect(await place.read('summary.md')).toMatch(/^### ✅ mirror verify: 3 verified in /);
  place.destination.repository('mirror/app').tags.delete('slim');
  const ended = await mirror('verify');
  expect(commandsOf(ended).filter(({ name }) => name === 'error')).toMatchObject([
    {
      properties: {
        file: 'mirror.config.yaml',
        line: '5',
        title: 'app:slim failed [MIRROR_MANIFEST_UNKNOWN]',
      },
    },
  ]);
});

describe('a manifest that is wrong', () => {
  const broken = 'version: 1\ndestination: registry.test/a\nimages:\n  - sorce: x\n    tags: 3\n';

  it.each(['validate', 'run', 'plan', 'verify', 'lock'])(
    'is annotated by %s at line and column',
    async (command) => {
      await place.write('mirror.config.yaml', broken);
      const ended = await mirror(command);
      expect(ended.code).toBe(exitCodes.usage);
      const annotated = commandsOf(ended).filter(({ name }) => name === 'error');
      expect(annotated.map(({ properties: { line, col } }) => `${line}:${col}`)).toEqual(
        expect.arrayContaining(['4:5', '5:11']) as string[],
      );
      expect(annotated[0]?.properties).toMatchObject({
        file: 'mirror.config.yaml',
        title: expect.stringMatching(/^mirror \[MIRROR_CONFIG_/) as string,
      });
    },
  );

  it.each(['run', 'plan', 'verify'])('is in the summary of %s, which did nothing', async (command) => {
    await place.write('mirror.config.yaml', broken);
    await mirror(command);
    expect(await place.read('summary.md')).toMatch(/#### Not begun[\s\S]*MIRROR&#95;CONFIG/);
  });

  it('is named from the root of the repository, and not at all where it is outside of it', async () => {
    await place.write('mirror.config.yaml', broken);
    const inside = await place.mirror(['validate'], undefined, {
      ...place.step,
      GITHUB_WORKSPACE: join(place.directory, '..'),
    });
    expect(commandsOf(inside)[0]?.properties.file).toMatch(/^mirror-workplace-[^/]+\/mirror\.config\.yaml$/);
    const outside = await place.mirror(['validate'], undefined, {
      ...place.step,
      GITHUB_WORKSPACE: '/nowhere/else',
    });
    expect(commandsOf(outside)[0]?.properties).not.toHaveProperty('file');
  });
});

it('a warning of the manifest stands at its line', async () => {
  await place.manifest(['{source: SOURCE/app, tags: [slim]}']);
  await place.write(
    'mirror.config.yaml',
    (await place.read('mirror.config.yaml')).replace(/destination: .*/, `destination: $\{NOWHERE}/mirror`),
  );
  const ended = await mirror('validate');
  expect(commandsOf(ended)).toMatchObject([
    { name: 'warning', properties: { file: 'mirror.config.yaml', line: '2' } },
  ]);
});

it('a lock that does not fit is annotated, each entry at its place', async () => {
  await mirror('lock');
  await place.manifest(['{source: SOURCE/app, tags: ["1.0.0"]}']);
  const ended = await mirror('run', '--locked');
  expect(ended.code).toBe(exitCodes.usage);
  const locked = await readFile(join(place.directory, 'mirror.lock.yaml'), 'utf8');
  const annotated = commandsOf(ended);
  expect(annotated.length).toBeGreaterThan(0);
  for (const { properties } of annotated) {
    expect(properties.file).toBe('mirror.lock.yaml');
    expect(Number(properties.line)).toBeLessThanOrEqual(locked.split('\n').length);
  }
});
