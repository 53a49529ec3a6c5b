import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readLog } from '../render/github-actions/runner.fixture.ts';
import { Workplace } from './workplace.fixture.ts';

// A registry that says whatever could harm a terminal, a log, a page or a reader: in the bodies and headers of its answers, in its tags.

const attack =
  '\u001b[2J\u001b]0;owned\u0007\r\n::error::owned\n##[error]owned \u202e\u2066\u200b | `x` <img src=x onerror=alert(1)> [x](https://evil.test)';
const password = 'correct-horse-battery';

let place: Workplace;
beforeEach(async () => {
  place = await Workplace.open();
  await place.publish('app', ['1.0.0', 'slim']);
  await place.manifest(['{source: SOURCE/app, tags: {regex: ".*"}}']);
  const text = await place.read('mirror.config.yaml');
  const registries = `registries:\n  ${place.upstream.host}: {auth: {username: robot, password: "\${PASSWORD}"}}\n`;
  await place.write('mirror.config.yaml', text + registries);
});
afterEach(() => place.close());

const hostileBody = JSON.stringify({
  errors: [
    {
      code: attack,
      message: `${attack} ${password} ${Buffer.from(`robot:${password}`).toString('base64')}`,
      detail: attack,
    },
  ],
});
const hostileHeaders = {
  'content-type': 'application/json',
  'docker-content-digest': '::error::owned ##[error]owned',
  'www-authenticate': 'Bearer realm="::error::owned ##[error]",service="<img src=x>"',
  link: '<::error::owned>; rel="next"',
};

const answers: [string, (status: number) => void][] = [
  [
    'to every request',
    (status) =>
      (place.upstream.options.onRequest = () => ({
        kind: 'answer',
        status,
        headers: hostileHeaders,
        body: hostileBody,
      })),
  ],
  [
    'for manifests',
    (status) =>
      (place.upstream.options.onRequest = ({ kind }) =>
        kind === 'manifest'
          ? { kind: 'answer', status, headers: hostileHeaders, body: hostileBody }
          : undefined),
  ],
  [
    'for tags, which are attacks',
    () =>
      (place.upstream.options.onRequest = ({ kind }) =>
        kind === 'tags'
          ? {
              kind: 'answer',
              status: 200,
              body: JSON.stringify({ name: attack, tags: [attack, '::error::x', '1.0.0'] }),
            }
          : undefined),
  ],
];

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
const control = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069]/;

describe.each(['run', 'plan', 'plan --explain', 'lock'])('mirror %s', (line) => {
  it.each(answers.flatMap(([name, spoil]) => [401, 403].map((status) => [name, status, spoil] as const)))(
    'shows nothing of what a registry says %s with %i as more than text',
    async (what, status, spoil) => {
      spoil(status);
      for (const json of [[], ['--json']]) {
        const environment = { ...place.step, PASSWORD: password };
        const { stdout, stderr } = await place.mirror([...line.split(' '), ...json], undefined, environment);
        const summary = await place.read('summary.md').catch(() => '');
        for (const text of [stdout, stderr, summary]) {
          expect(text.split('\n').filter((each) => control.test(each))).toEqual([]);
          expect(text).not.toContain(password);
          expect(text).not.toContain(Buffer.from(`robot:${password}`).toString('base64'));
        }
        for (const { name, data } of [...readLog(stdout).commands, ...readLog(stderr).commands]) {
          expect(['error', 'warning', 'group', 'endgroup']).toContain(name);
          expect(data.startsWith('owned')).toBe(false);
        }
        if (json.length > 0) JSON.parse(stdout);
        // What is escaped is shown.
        if (what === 'to every request' && status === 403) expect(stdout + stderr).toContain('\\u001b[2J');
        expect(summary).not.toMatch(/<img|\[x\]|`x`/);
      }
    },
  );
});
