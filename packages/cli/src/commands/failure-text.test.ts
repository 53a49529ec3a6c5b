import type { Report } from '@multiarch-mirror/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readLog } from '../render/github-actions/runner.fixture.ts';
import { Workplace } from './workplace.fixture.ts';

// A failure names image, tag, side, registry, code and hint, in the terminal, in the report and in the annotation.

let place: Workplace;
beforeEach(async () => {
  place = await Workplace.open();
  await place.publish('app', '1.0.0');
  await place.manifest(['{source: SOURCE/app, tags: ["1.0.0"]}']);
});
afterEach(() => place.close());

type Side = 'source' | 'destination';

describe('a failure', () => {
  it.each<[string, Side, string, () => void]>([
    [
      'a tag that does not exist',
      'source',
      'MIRROR_MANIFEST_UNKNOWN',
      () => place.upstream.repository('up/app').tags.clear(),
    ],
    [
      'a source that denies',
      'source',
      'MIRROR_DENIED',
      () => (place.upstream.options.onRequest = () => ({ kind: 'answer', status: 403 })),
    ],
    [
      'a source that wants credentials',
      'source',
      'MIRROR_UNAUTHORIZED',
      () => (place.upstream.options.onRequest = () => ({ kind: 'answer', status: 401 })),
    ],
    [
      'a source that fails',
      'source',
      'MIRROR_REGISTRY_ERROR',
      () =>
        (place.upstream.options.onRequest = ({ method }) =>
          method === 'GET' ? { kind: 'answer', status: 501 } : undefined),
    ],
    [
      'wrong bytes of a manifest',
      'source',
      'MIRROR_DIGEST_MISMATCH',
      () =>
        (place.upstream.options.onRequest = ({ method, kind }) =>
          method === 'GET' && kind === 'manifest' ? { kind: 'corrupt' } : undefined),
    ],
    [
      'a layer that is gone',
      'source',
      'MIRROR_BLOB_UNKNOWN',
      () => place.upstream.repository('up/app').blobs.clear(),
    ],
    [
      'a destination that cannot be listed',
      'destination',
      'MIRROR_DENIED',
      () =>
        (place.destination.options.onRequest = ({ kind }) =>
          kind === 'tags' ? { kind: 'answer', status: 403 } : undefined),
    ],
    [
      'a destination that takes no blob',
      'destination',
      'MIRROR_DENIED',
      () =>
        (place.destination.options.onRequest = ({ method }) =>
          method === 'POST' ? { kind: 'answer', status: 403 } : undefined),
    ],
    [
      'a destination that takes no manifest',
      'destination',
      'MIRROR_DENIED',
      () =>
        (place.destination.options.onRequest = ({ method, kind }) =>
          method === 'PUT' && kind === 'manifest' ? { kind: 'answer', status: 403 } : undefined),
    ],
    [
      'a destination whose record cannot be read',
      'destination',
      'MIRROR_DENIED',
      () =>
        (place.destination.options.onRequest = ({ repository }) =>
          repository === 'mirror/mirror-records' ? { kind: 'answer', status: 403 } : undefined),
    ],
  ])('is named wholly: %s', async (_name, side, code, spoil) => {
    spoil();
    const { stdout, stderr } = await place.mirror(['run', '--report', 'report.json'], undefined, place.step);
    const { host } = side === 'source' ? place.upstream : place.destination;
    const [image] = (JSON.parse(await place.read('report.json')) as Report).images;
    expect(image).toMatchObject({
      image: 'app',
      line: 5,
      status: 'failed',
      error: { code, side, registry: host, hint: expect.stringMatching(/^[A-Z].+\.$/) },
    });
    const [place0, message = '', hint] = stdout
      .slice(stdout.indexOf('mirror.config.yaml:5: error: '))
      .split('\n');
    expect(place0).toMatch(/^mirror\.config\.yaml:5: error: app(:1\.0\.0)?$/);
    expect(message).toContain(`${side} ${host}`);
    expect(message).toMatch(new RegExp(`\\[${code}\\]$`));
    expect(hint).toMatch(/^ {2}hint: /);
    const { properties, data = '' } = readLog(stderr).commands.find(({ name }) => name === 'error') ?? {};
    expect(properties).toMatchObject({ file: 'mirror.config.yaml', line: '5' });
    expect(properties?.title).toMatch(new RegExp(`^app(:1\\.0\\.0)? failed \\[${code}\\]$`));
    expect(data).toContain(`${side} ${host}`);
    expect(data).toMatch(new RegExp(`\\[${code}\\]\nhint: [A-Z].+\\.$`));
  });

  it.each<[string, () => void]>([
    ['planned', () => place.upstream.repository('up/app').tags.clear()],
    [
      'listed',
      () =>
        (place.destination.options.onRequest = ({ kind }) =>
          kind === 'tags' ? { kind: 'answer', status: 403 } : undefined),
    ],
  ])('is named by a plan as well, when it is %s', async (_name, spoil) => {
    spoil();
    const { stdout } = await place.mirror(['plan']);
    expect(stdout).toMatch(/ (source|destination) 127\.0\.0\.1:\d+\/\S+: .* \[MIRROR_\w+\]\n +hint: /);
  });

  it('names the registry whose limit puts an image off, and until when', async () => {
    place.upstream.options.onRequest = () => ({
      kind: 'answer',
      status: 429,
      headers: { 'retry-after': '3600' },
    });
    const { stdout } = await place.mirror(['run']);
    expect(stdout).toMatch(
      new RegExp(`⏸ app:1\\.0\\.0 deferred: ${place.upstream.host} limits requests until \\d{4}-.*Z`),
    );
  });
});
