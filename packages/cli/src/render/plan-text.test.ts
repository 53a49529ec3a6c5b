import { MirrorError } from '@multiarch-mirror/errors';
import { describe, expect, it } from 'vitest';
import { RecordingOutput } from '../recording-output.fixture.ts';
import { printPlan } from './plan-text.ts';
import {
  digestA,
  digestB,
  hostile,
  imageConfig,
  plainPrinter,
  plannedTag,
  planOf,
} from './report.fixture.ts';

const app = imageConfig('app');
const heading = 'app  docker.io/up/app → registry.test/mirror/app';
const upstream = [{ reference: 'docker.io/up/app:1.1.0', digest: digestB }];

function lines(...plan: Parameters<typeof planOf>): string[] {
  const output = new RecordingOutput();
  printPlan(plainPrinter(output), planOf(...plan));
  return output.lines;
}

describe('printPlan', () => {
  it('groups by image: tag, action, reason, from which digest to which', () => {
    expect(
      lines([
        plannedTag(app, '1.1.0', { upstream }),
        plannedTag(app, 'latest', { action: 'update', reason: 'follows 1.1.0', current: digestA, upstream }),
        plannedTag(app, '1.0.0', {
          action: 'repair',
          reason: 'attestations are missing',
          current: digestA,
          upstream,
        }),
        plannedTag(app, '0.9.0', { action: 'unchanged', reason: 'published' }),
        plannedTag(app, '0.8.0', { action: 'unchanged', reason: 'published' }),
      ]),
    ).toEqual([
      heading,
      '  + create    1.1.0   new                       sha256:b2b2b2b2b2b2',
      '  ~ update    latest  follows 1.1.0             sha256:a1a1a1a1a1a1 → sha256:b2b2b2b2b2b2',
      '  ~ repair    1.0.0   attestations are missing  sha256:a1a1a1a1a1a1',
      '    unchanged 0.9.0, 0.8.0 (published)',
      '',
      'plan: 1 to create, 1 to update, 1 to repair, 2 unchanged',
    ]);
  });

  it('says what a tag was made of before, where it is known, and shortens digests in reasons', () => {
    const moved = `upstream now points to ${digestB}; immutable tags are not followed`;
    const published = [{ reference: 'docker.io/up/app:slim', digest: digestA }];
    const rebuilt = `sha256:${'c3'.repeat(32)}`;
    expect(
      lines([
        plannedTag(app, 'slim', {
          action: 'update',
          reason: 'upstream moved',
          current: rebuilt,
          published,
          upstream,
        }),
        plannedTag(app, '1.0.0', {
          action: 'moved',
          reason: moved,
          current: rebuilt,
          upstream: published,
          published,
        }),
      ]).slice(1, 3),
    ).toEqual([
      '  ~ update    slim   upstream moved                                                               sha256:a1a1a1a1a1a1 → sha256:b2b2b2b2b2b2',
      '  ! moved     1.0.0  upstream now points to sha256:b2b2b2b2b2b2; immutable tags are not followed  sha256:a1a1a1a1a1a1',
    ]);
  });

  it('says what each tag weighs, what all of it does, and what it cost to ask', () => {
    const output = new RecordingOutput();
    const requests = { 'docker.io': { 'GET manifest': 3 }, 'ghcr.io': { 'HEAD blob': 4, 'GET token': 1 } };
    const sizes = { image: 3_600_000_000, copy: 310_000_000, requests };
    const tags = [
      plannedTag(app, '1.1.0', { upstream, size: { image: 1_200_000_000, copy: 310_000_000 } }),
      plannedTag(app, '1.1', { upstream, size: { image: 1_200_000_000, copy: 0 } }),
      plannedTag(app, '1.2.0', { upstream, size: { image: 1_200_000_000, copy: 1_200_000_000 } }),
    ];
    printPlan(plainPrinter(output), planOf(tags), { sizes });
    expect(output.lines).toEqual([
      heading,
      '  + create    1.1.0  new  sha256:b2b2b2b2b2b2  1.2 GB, 310 MB to copy',
      '  + create    1.1    new  sha256:b2b2b2b2b2b2  1.2 GB, nothing to copy',
      '  + create    1.2.0  new  sha256:b2b2b2b2b2b2  1.2 GB, all of it to copy',
      '',
      'plan: 3 to create',
      'sizes: 310 MB to copy of 3.6 GB; asking took 3 GET manifest at docker.io (each GET counts as a pull there), 4 HEAD blob and 1 GET token at ghcr.io',
    ]);
  });

  it('names the sources of an assembly by their number, and the digest of each platform', () => {
    const parts = ['linux/amd64', 'linux/arm64'];
    const source = {
      kind: 'assembly' as const,
      tagsFrom: 0,
      parts: parts.map((text) => ({
        platform: { os: 'linux', architecture: text.slice(6) },
        template: `docker.io/up/app:{tag}`,
      })),
    };
    const each = [digestA, digestB].map((digest, index) => ({
      platform: parts[index] ?? '',
      reference: 'x',
      digest,
    }));
    expect(lines([plannedTag({ ...app, source }, '1.0.0', { upstream: each })]).slice(0, 2)).toEqual([
      'app  2 sources → registry.test/mirror/app',
      '  + create    1.0.0  new  linux/amd64 sha256:a1a1a1a1a1a1, linux/arm64 sha256:b2b2b2b2b2b2',
    ]);
  });

  it('only counts an image that stands as it should', () => {
    expect(lines([plannedTag(app, '1.0.0', { action: 'unchanged', reason: 'published' })])).toEqual([
      'plan: 1 unchanged',
    ]);
  });

  it('says what the manifest keeps out, and why', () => {
    const denying = { ...app, deny: [{ tag: '1.0.0', reason: 'CVE' }] };
    const plan = lines([plannedTag(denying, '1.0.0', { action: 'unchanged', reason: 'denied: CVE' })]);
    expect(plan[1]).toBe('    unchanged 1.0.0 (denied: CVE)');
  });

  it.each([
    [
      'deferred',
      { deferred: { reason: 'minimumAge' }, reason: 'younger than minimumAge' },
      '… deferred  1.0.0  younger than minimumAge',
    ],
    [
      'a missing platform',
      { missing: ['linux/arm64'] },
      '+ create    1.0.0  new, upstream lacks linux/arm64',
    ],
    ['moved', { action: 'moved', reason: 'upstream moved' }, '! moved     1.0.0  upstream moved'],
    ['failed', { error: new MirrorError('MIRROR_X', 'no') }, '✖ failed    1.0.0  no [MIRROR_X]'],
  ] as const)('says what keeps a tag: %s', (_name, more, line) => {
    expect(
      lines([plannedTag(app, '1.0.0', more as Partial<Parameters<typeof plannedTag>[2]>)])[1]?.trim(),
    ).toBe(line);
  });

  it('names an entry whose tags could not be found out, with the hint', () => {
    const error = new MirrorError('MIRROR_UNAUTHORIZED', 'no access', {
      place: { registry: 'docker.io', side: 'source' },
      hint: 'Log in.',
    });
    expect(lines([], [{ image: app, error }])).toEqual([
      heading,
      '  ✖ failed    source docker.io: no access [MIRROR_UNAUTHORIZED]',
      '    hint: Log in.',
      '',
      'plan: 1 failed',
    ]);
  });

  it('escapes what comes from outside', () => {
    const text = lines([plannedTag({ ...app, name: hostile }, hostile, { reason: hostile })]).join('\n');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  });
});
