import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { main } from '../program.ts';
import { RecordingOutput } from '../recording-output.fixture.ts';
import { Workplace } from './workplace.fixture.ts';

const enter = '\r';
const down = '\u001b[B';
const end = '\u0003';

describe('mirror add at a terminal', () => {
  let place: Workplace;
  beforeAll(async () => {
    place = await Workplace.open();
    await place.publish('app', [
      '1.0.0',
      '1.1.0',
      '2.0.0',
      '2.1.0',
      '2.1.0-slim',
      '2.0.0-slim',
      '1.1.0-slim',
    ]);
  });
  afterAll(() => place.close());
  beforeEach(() => place.manifest([]));

  /** Answers each question, once it is asked, with these keys. */
  async function add(argv: string[], answers: [question: string, keys: string[]][]) {
    const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => undefined });
    const [stdout, stderr] = [new RecordingOutput(), new RecordingOutput()];
    // A process's own stream is not ended by what is piped to it.
    Object.assign(stderr, { isTTY: true, columns: 120, rows: 40, end: () => stderr });
    const open = [...answers];
    const timer = setInterval(() => {
      const [next] = open;
      if (next === undefined || !stripVTControlCharacters(stderr.text).includes(next[0])) return;
      open.shift();
      for (const key of next[1]) stdin.write(key);
    }, 20);
    try {
      const code = await main(['add', `${place.upstream.host}/up/app`, ...argv], {
        stdin,
        stdout,
        stderr,
        environment: { PATH: process.env.PATH, HOME: process.env.HOME },
        directory: place.directory,
        signal: new AbortController().signal,
        now: Date.now,
      });
      const text = await place.read('mirror.config.yaml');
      return { code, asked: stripVTControlCharacters(stderr.text), entry: text.split('images:\n')[1] ?? '' };
    } finally {
      clearInterval(timer);
    }
  }

  it('takes the first proposal, and writes it when that is confirmed', async () => {
    const { code, asked, entry } = await add(
      [],
      [
        ['Which tags?', [enter]],
        ['Write app', [enter]],
      ],
    );
    expect(asked).toContain('{semver: ">=2", keep: 10}  2.1.0, 2.0.0');
    expect(entry).toContain('    tags: {semver: ">=2", keep: 10}\n');
    expect(code).toBe(0);
  });

  it('takes another proposal, and what is to be done without a platform', async () => {
    const { code, asked, entry } = await add(
      ['--platforms', 'linux/amd64,linux/s390x'],
      [
        ['Which tags?', [down, enter]],
        ['Upstream has no linux/s390x', [down, enter]],
        ['Write app', [enter]],
      ],
    );
    expect(asked).toContain('missingPlatform: warn');
    expect(entry).toContain('    tags: {semver: ">=2-slim", keep: 10}\n    platforms: [linux/amd64]\n');
    expect(code).toBe(0);
  });

  it('writes nothing where that is refused, or where it is interrupted', async () => {
    const refused = await add(
      [],
      [
        ['Which tags?', [enter]],
        ['Write app', ['n', enter]],
      ],
    );
    expect(refused).toMatchObject({ code: 0, entry: '' });
    const interrupted = await add([], [['Which tags?', [end]]]);
    expect(interrupted).toMatchObject({ code: 130, entry: '' });
  });

  it('asks nothing with --yes', async () => {
    const { code, asked, entry } = await add(['--yes'], []);
    expect({ code, asked }).toEqual({ code: 0, asked: '' });
    expect(entry).toContain('semver');
  });
});
