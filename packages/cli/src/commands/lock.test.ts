import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exitCodes } from '../exit-code.ts';
import { Workplace } from './workplace.fixture.ts';

let place: Workplace;
let first: string;
const file = () => place.read('mirror.lock.yaml');

beforeEach(async () => {
  place = await Workplace.open();
  first = await place.publish('app', ['1.0.0', 'slim'], 'first');
  await place.publish('wiki', ['2.0.0', '2.1.0']);
  await place.manifest([
    '{source: SOURCE/app, tags: ["1.0.0", slim]}',
    '{source: SOURCE/wiki, tags: {semver: "*", keep: 1, latest: true}}',
  ]);
});
afterEach(() => place.close());

describe('mirror lock', () => {
  it('writes the lock beside the manifest, says what is new, and asks the destination for nothing', async () => {
    const { code, stdout, stderr } = await place.mirror(['lock']);
    expect({ code, stderr }).toEqual({ code: exitCodes.done, stderr: '' });
    const short = first.slice(0, 19);
    expect(stdout.split('\n').slice(0, 4)).toEqual(['app', `  + 1.0.0  ${short}`, `  + slim  ${short}`, '']);
    expect(stdout).toMatch(/✔ .*mirror\.lock\.yaml is written: 3 tags of 2 images\n$/);
    expect(await file()).toContain(`      1.0.0: ${first}\n      slim: ${first}\n`);
    expect(place.destination.requests).toEqual([]);
    const again = await place.mirror(['lock']);
    expect(again.stdout).toMatch(/^✔ .*mirror\.lock\.yaml is as it was: 3 tags of 2 images\n$/);
  });

  it('shows a review what has moved, and warns of an immutable tag', async () => {
    await place.mirror(['lock']);
    await place.write(
      'mirror.lock.yaml',
      (await file()).replace('  - name: wiki', '  # ours\n  - name: wiki'),
    );
    const before = await file();
    const second = await place.publish('app', ['1.0.0', 'slim'], 'second');
    const { stdout } = await place.mirror(['lock']);
    const [from, to] = [first, second].map((digest) => digest.slice(0, 19));
    expect(stdout).toContain(
      `  ~ 1.0.0  ${from} → ${to}  immutable, and upstream has moved it: look twice\n`,
    );
    expect(stdout).toContain(`  ~ slim  ${from} → ${to}\n`);
    expect(await file()).toBe(before.replaceAll(first, second));
  });

  it('looks at the images that are named, and leaves the others as they are locked', async () => {
    await place.mirror(['lock']);
    const before = await file();
    const second = await place.publish('app', 'slim', 'second');
    await place.publish('wiki', '3.0.0');
    place.upstream.resetRequests();
    await place.mirror(['lock', 'app']);
    expect(await file()).toBe(before.replace(`slim: ${first}`, `slim: ${second}`));
    expect(place.upstream.requests.every(({ repository }) => repository === 'up/app')).toBe(true);
  });

  it('gives what has changed as a document', async () => {
    const { stdout } = await place.mirror(['lock', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      file: expect.stringMatching(/mirror\.lock\.yaml$/),
      written: true,
      images: 2,
      tags: 3,
      changes: [
        { image: 'app', tag: '1.0.0', change: 'added', after: [{ digest: first }] },
        { image: 'app', tag: 'slim', change: 'added' },
        { image: 'wiki', tag: '2.1.0', change: 'added' },
      ],
      errors: [],
    });
  });

  it('is written to the file that is named, and read from it', async () => {
    await place.mirror(['lock', '--lock-file', 'other.yaml']);
    await expect(file()).rejects.toThrow('ENOENT');
    expect((await place.mirror(['run', '--locked', '--lock-file', 'other.yaml'])).code).toBe(exitCodes.done);
  });

  it('exits with 1 when a tag could not be looked up, and writes the others', async () => {
    place.upstream.repository('up/app').tags.delete('slim');
    const { code, stdout, stderr } = await place.mirror(['lock']);
    expect(stderr).toMatch(
      /image app, source .*\/up\/app:slim: error: .*\[MIRROR_MANIFEST_UNKNOWN\]\n {2}hint: /,
    );
    expect(stdout).toContain('2 tags of 2 images; 1 tag could not be looked up');
    expect(code).toBe(exitCodes.failed);
    expect(await file()).not.toContain('slim');
  });

  it('exits with 4 when only a limit stood in the way', async () => {
    place.upstream.options.onRequest = () => ({
      kind: 'answer',
      status: 429,
      headers: { 'retry-after': '3600' },
    });
    expect((await place.mirror(['lock'])).code).toBe(exitCodes.rateLimited);
  });

  it.each([
    ['with marks of a merge conflict', '<<<<<<< HEAD\nversion: 1\n', 'MIRROR_LOCK_SYNTAX'],
    ['of another version', 'version: 7\n', 'MIRROR_LOCK_VERSION'],
  ])('overwrites nothing that it cannot read: a lock %s', async (_name, text, code) => {
    await place.write('mirror.lock.yaml', text);
    const ended = await place.mirror(['lock']);
    expect(ended.stderr).toMatch(
      new RegExp(`mirror\\.lock\\.yaml:1:\\d+: error: .*\\[${code}\\]\n {2}hint: `),
    );
    expect(ended.code).toBe(exitCodes.usage);
    expect(await file()).toBe(text);
  });
});

describe('--locked', () => {
  it('mirrors what the lock names', async () => {
    await place.mirror(['lock']);
    await place.publish('app', 'slim', 'second');
    await place.publish('wiki', '3.0.0');
    const plan = await place.mirror(['plan', '--locked']);
    expect(plan.stdout).toContain('plan: 4 to create\n');
    expect((await place.mirror(['run', '--locked'])).code).toBe(exitCodes.done);
    expect(place.tags('app')).toEqual({ '1.0.0': first, slim: first });
    expect(Object.keys(place.tags('wiki'))).toEqual(['2.1.0', 'latest']);
    expect(place.upstream.requests.filter(({ kind }) => kind === 'tags')).toHaveLength(1);
    const after = await place.mirror(['plan', '--locked', '--exit-code']);
    expect(after).toMatchObject({ code: exitCodes.done, stdout: 'plan: 4 unchanged\n' });
  });

  it.each([['run'], ['plan']])('%s does nothing without a lock', async (command) => {
    const { code, stderr } = await place.mirror([command, '--locked']);
    expect(stderr).toContain('MIRROR_LOCK_NOT_FOUND');
    expect(stderr).toContain('hint: Write it with `mirror lock`');
    expect(code).toBe(exitCodes.usage);
  });

  it('names every entry that does not fit, with its line there or in the manifest', async () => {
    await place.mirror(['lock']);
    await place.manifest(['{source: SOURCE/app, tags: ["1.0.0", fat]}', '{source: SOURCE/other, tags: [a]}']);
    const { code, stdout, stderr } = await place.mirror(['run', '--locked']);
    expect(stderr).toMatch(
      /mirror\.config\.yaml:5:5: error: tag fat of app is not in the lock \[MIRROR_LOCK_STALE\]/,
    );
    expect(stderr).toMatch(/mirror\.config\.yaml:6:5: error: other is not in .*mirror\.lock\.yaml/);
    expect(stderr).toMatch(
      /mirror\.lock\.yaml:13:7: error: tag slim of app is locked, and the manifest leaves it out/,
    );
    expect(stderr).toMatch(
      /mirror\.lock\.yaml:14:5: error: wiki is locked, and the manifest has no such image/,
    );
    expect(stderr.match(/hint: Run `mirror lock`, and review what it changes\./g)).toHaveLength(4);
    expect({ code, stdout }).toEqual({ code: exitCodes.usage, stdout: '' });
    expect(place.destination.requests).toEqual([]);
  });

  it('minds only the images that are named', async () => {
    await place.mirror(['lock']);
    await place.manifest([
      '{source: SOURCE/app, tags: ["1.0.0", slim]}',
      '{source: SOURCE/other, tags: [a]}',
    ]);
    expect((await place.mirror(['run', '--locked', 'app'])).code).toBe(exitCodes.done);
    expect((await place.mirror(['run', '--locked', 'other'])).code).toBe(exitCodes.usage);
  });

  it('gives what does not fit as a document', async () => {
    await place.mirror(['lock', 'app']);
    const { stdout } = await place.mirror(['plan', '--locked', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      errors: [{ code: 'MIRROR_LOCK_STALE', line: 6, column: 5 }],
    });
  });
});
