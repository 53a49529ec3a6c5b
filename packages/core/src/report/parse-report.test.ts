import { describe, expect, it } from 'vitest';
import { parseReport } from './parse-report.ts';

const summary = { actions: { create: 1 }, statuses: { done: 1, failed: 0, deferred: 0 } };
const image = {
  image: 'app',
  line: 4,
  destination: 'ghcr.io/acme/app:1.0.0',
  action: 'create',
  status: 'done',
  reason: 'new',
};
const transfer = {
  requests: { 'ghcr.io': { 'HEAD manifest': 1 } },
  bytesRead: 0,
  bytesWritten: 0,
  blobsCopied: 0,
  blobsMounted: 0,
  blobsPresent: 0,
};
const report = { version: 1, summary, images: [image], transfer, seconds: 3, shard: '0/8' };

const parse = (value: unknown) =>
  parseReport(typeof value === 'string' ? value : JSON.stringify(value), 'r.json');

describe('parseReport', () => {
  it.each<[string, unknown]>([
    ['a report', report],
    ['a plan', { version: 1, summary: { actions: {} }, images: [{ ...image, status: undefined }] }],
    [
      'one with members that nobody knows yet',
      { ...report, colour: 'red', images: [{ ...image, more: [1] }] },
    ],
    ['one of no images', { ...report, images: [] }],
    ['a layout as destination', { ...report, images: [{ ...image, destination: 'oci:out/app:1.0.0' }] }],
  ])('takes %s as it is', (_name, value) => {
    expect(parse(value)).toEqual(JSON.parse(JSON.stringify(value)));
  });

  it('takes what a command prints that could do nothing', () => {
    const errors = [{ code: 'MIRROR_PLUGIN_CHECK', message: 'trivy is not there', hint: 'Install it.' }];
    expect(parse({ version: 1, errors })).toMatchObject({ images: [], errors });
  });

  it('takes a byte order mark for what it is', () => {
    expect(parse(`\uFEFF${JSON.stringify(report)}`)).toEqual(report);
  });

  it.each<[string, unknown, string]>([
    ['an empty file', '', 'it is empty'],
    ['half a report', JSON.stringify(report).slice(0, 80), 'no JSON document'],
    ['plain text', 'done', 'no JSON document'],
    ['a list', [report], 'it is not an object'],
    ['null', null, 'it is not an object'],
    ['another document', { name: 'app', version: '1.2.3' }, 'version "1.2.3"'],
    ['a later version', { ...report, version: 2 }, 'version 2'],
    [
      'what validate prints',
      { version: 1, file: 'm', valid: true, images: 1, errors: [] },
      'no list of images',
    ],
    ['a lock', { version: 1, images: [{ name: 'app' }] }, 'images[0].image'],
    ['no summary', { ...report, summary: undefined }, 'summary is not an object'],
    ['an image that is none', { ...report, images: [5] }, 'images[0] is not an object'],
    ['an unknown action', { ...report, images: [image, { ...image, action: 'delete' }] }, 'images[1].action'],
    ['an unknown status', { ...report, images: [{ ...image, status: 'ok' }] }, 'images[0].status'],
    [
      'a destination that is none',
      { ...report, images: [{ ...image, destination: 'A B' }] },
      'images[0].destination',
    ],
    [
      'a failure without an error',
      { ...report, images: [{ ...image, status: 'failed' }] },
      'failed without an error',
    ],
    ['an error that is none', { ...report, images: [{ ...image, error: 'x' }] }, 'images[0].error'],
    ['a line that is none', { ...report, images: [{ ...image, line: '4' }] }, 'images[0].line'],
    [
      'platforms that are none',
      { ...report, images: [{ ...image, platforms: ['a'] }] },
      'images[0].platforms[0]',
    ],
    [
      'attestations that are none',
      { ...report, images: [{ ...image, attestations: [{}] }] },
      'attestations[0].plugin',
    ],
    [
      'counts that are none',
      { ...report, transfer: { ...transfer, bytesRead: 'many' } },
      'transfer.bytesRead',
    ],
    [
      'requests that are none',
      { ...report, transfer: { ...transfer, requests: { a: 1 } } },
      'transfer.requests.a',
    ],
    ['seconds that are none', { ...report, seconds: null }, 'seconds'],
    ['a shard that is none', { ...report, shard: '8/8' }, 'shard'],
    ['commands that are none', { ...report, verify: 'cosign' }, 'verify'],
  ])('refuses %s, with the file and what is wrong', (_name, value, words) => {
    expect(() => parse(value)).toThrow(
      expect.objectContaining({
        code: 'MIRROR_USAGE_REPORT',
        message: expect.stringContaining(words),
        place: { file: 'r.json' },
        hint: expect.any(String),
      }),
    );
  });
});
