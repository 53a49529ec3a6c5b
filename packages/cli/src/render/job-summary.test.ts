import { basename, join } from 'node:path';
import type { ImageReport, Report } from '@multiarch-mirror/core';
import { describe, expect, it } from 'vitest';
import { jobSummary } from './job-summary.ts';
import { digestA, digestB, hostile, imageReport, reportOf } from './report.fixture.ts';

const statuses = { done: 0, failed: 0, deferred: 0 };

function run(images: ImageReport[], more: Partial<Report> = {}): Report {
  const report = reportOf(...images);
  return { ...report, summary: { ...report.summary, statuses }, manifest: 'mirror.config.yaml', ...more };
}

function plan(images: ImageReport[], more: Partial<Report> = {}): Report {
  const { version, summary } = reportOf();
  const planned = images.map((image) => {
    const { status, ...rest } = image;
    return status === undefined ? image : rest;
  });
  return { version, summary, images: planned, ...more };
}

const summary = (report: Report, environment: NodeJS.ProcessEnv = {}) => jobSummary(report, environment);
/** The row of a table that holds this text, its cells. */
function row(text: string, word: string): string[] {
  const line = text.split('\n').find((each) => each.startsWith('| ') && each.includes(word)) ?? '';
  return line.slice(2, -2).split(' | ');
}

const published = imageReport('1.0.0', {
  source: 'docker.io/up/app:1.0.0',
  destination: 'ghcr.io/acme/mirror/app:1.0.0',
  digest: digestA,
  attestations: [
    {
      plugin: 'trivy-sbom',
      predicateType: 'x',
      subject: digestA,
      digest: digestB,
      logIndex: 7,
      stored: ['bundle'],
    },
    {
      plugin: 'trivy-sbom',
      predicateType: 'x',
      subject: digestB,
      digest: digestB,
      logIndex: 8,
      stored: ['bundle'],
    },
    { plugin: 'cosign-sign', predicateType: 'y', subject: digestA, digest: digestB, stored: ['bundle'] },
  ],
});
const failed = imageReport('2.0.0', {
  destination: 'ghcr.io/acme/mirror/app:2.0.0',
  status: 'failed',
  error: {
    code: 'MIRROR_MANIFEST_UNKNOWN',
    message: 'image app, source docker.io/up/app:2.0.0: there is no such tag',
    hint: 'Check the tag.',
    side: 'source',
    registry: 'docker.io',
  },
});

describe('jobSummary', () => {
  it('begins with what it came to', () => {
    const still = imageReport('0.9.0', { action: 'unchanged', reason: 'published' });
    expect(summary(run([published, still])).split('\n')[0]).toBe(
      '### ✅ mirror: 1 created, 1 unchanged in 12 s',
    );
    expect(summary(run([published, failed])).split('\n')[0]).toBe(
      '### ❌ mirror: 1 created, 1 failed in 12 s',
    );
    expect(summary(run([])).split('\n')[0]).toBe('### ✅ mirror: nothing to do in 12 s');
  });

  it('has a row for what was published: links to both sides, what was done, what is attached, with its entry in the log', () => {
    const latest = { ...published, destination: 'ghcr.io/acme/mirror/app:latest', reason: 'follows 1.0.0' };
    const text = summary(run([published, latest], { log: 'https://search.sigstore.dev' }));
    expect(row(text, 'created')).toEqual([
      '<a href="https&#58;//ghcr.io/acme/mirror/app">app</a><br>from <a href="https&#58;//hub.docker.com/r/up/app">docker.io/up/app</a>',
      '<a href="https&#58;//ghcr.io/acme/mirror/app"><code>1.0.0</code></a>, <a href="https&#58;//ghcr.io/acme/mirror/app"><code>latest</code></a>',
      'created',
      'new, follows 1.0.0',
      '<code>sha256&#58;a1a1a1a1a1a1</code>',
      '<a href="https&#58;//search.sigstore.dev/&#63;logIndex=7">trivy-sbom</a>, cosign-sign',
    ]);
    expect(summary(run([published]))).not.toContain('search.sigstore.dev');
  });

  it('has a row for what failed: line of the manifest, side, registry, message, code and hint', () => {
    const environment = {
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_REPOSITORY: 'acme/mirror',
      GITHUB_SHA: 'abc',
    };
    const cells = row(summary(run([failed]), environment), '2.0.0');
    expect(cells[2]).toBe(
      '<a href="https&#58;//github.com/acme/mirror/blob/abc/mirror.config.yaml&#35;L7">mirror.config.yaml&#58;7</a>',
    );
    expect(cells[3]).toBe('source docker.io');
    expect(cells[4]).toBe(
      'image app, source docker.io/up/app&#58;2.0.0&#58; there is no such tag <code>MIRROR&#95;MANIFEST&#95;UNKNOWN</code><br>Check the tag.',
    );
    const inDirectory = { ...environment, GITHUB_WORKSPACE: join(process.cwd(), '..') };
    expect(row(summary(run([failed]), inDirectory), '2.0.0')[2]).toContain(
      `/blob/abc/${basename(process.cwd())}/mirror.config.yaml&#35;L7`,
    );
    expect(row(summary(run([failed], { manifest: '/etc/mirror.yaml' }), environment), '2.0.0')[2]).toBe(
      '/etc/mirror.yaml&#58;7',
    );
  });

  it('says what waits, and for what; what upstream has changed; what stands as it did', () => {
    const text = summary(
      run([
        imageReport('3', {
          status: 'deferred',
          reason: 'rateLimit',
          until: '2026-01-01T00:00:00Z',
          registry: 'docker.io',
        }),
        imageReport('4', { action: 'gone', reason: 'upstream has removed it; the copy stays' }),
        ...['5', '6'].map((tag) => imageReport(tag, { action: 'unchanged', reason: 'published' })),
      ]),
    );
    expect(text).toContain('### ⏸️ mirror: 2 unchanged, 1 gone upstream, 1 deferred');
    expect(row(text, 'limits').slice(1)).toEqual([
      '<code>3</code>',
      'docker.io limits requests',
      '2026-01-01T00&#58;00&#58;00Z',
    ]);
    expect(row(text, 'removed').slice(1)).toEqual([
      '<code>4</code>',
      'upstream has removed it; the copy stays',
    ]);
    expect(text).toMatch(
      /<details><summary>2 unchanged<\/summary>\n\n[\s\S]*<code>5<\/code>, <code>6<\/code>/,
    );
  });

  it('has the commands by which anyone can check it, and what went over the wire', () => {
    const transfer = { ...reportOf().transfer, requests: { 'ghcr.io': { 'HEAD blob': 3 } }, bytesRead: 5 };
    const text = summary(
      run([published], { verify: ['cosign verify x'], transfer: transfer as Report['transfer'] & object }),
    );
    expect(text).toContain('```sh\ncosign verify x\n```');
    expect(text).toContain('<summary>5 B read, 12.3 MB written, 3 requests; 0 blobs copied');
    expect(row(text, 'HEAD')).toEqual(['ghcr.io', 'HEAD blob', '3']);
  });

  it('says how many reports it is made of, and what kept a shard from beginning', () => {
    const errors = [{ code: 'MIRROR_PLUGIN_CHECK', message: 'three.json: trivy is not there' }];
    const text = summary(run([published], { merged: { reports: 9, superseded: 2 }, errors }));
    expect(text).toContain('from 9 reports; 2 tags stand in several of them, and the latest counts');
    expect(text).toContain('1 failed');
    expect(text).toContain('three.json&#58; trivy is not there <code>MIRROR&#95;PLUGIN&#95;CHECK</code>');
  });

  it('shows a plan: what is to be done, from which digest to which, how much there is to copy', () => {
    const update = imageReport('slim', {
      action: 'update',
      reason: 'upstream moved',
      digest: digestA,
      upstreamDigest: digestB,
      size: { image: 2_000_000, copy: 1_000_000 },
    });
    const waits = imageReport('2', { deferred: 'minimumAge', reason: 'younger than minimumAge, until x' });
    const sizes = { image: 2_000_000, copy: 1_000_000, requests: { 'docker.io': { 'GET manifest': 3 } } };
    const text = summary(plan([update, waits], { sizes }));
    expect(text.split('\n')[0]).toBe('### ⏸️ mirror plan: 1 to update, 1 deferred');
    expect(row(text, 'slim').slice(2)).toEqual([
      'to update',
      'upstream moved',
      '<code>sha256&#58;a1a1a1a1a1a1</code> → <code>sha256&#58;b2b2b2b2b2b2</code>',
      '2 MB, 1 MB to copy',
    ]);
    expect(text).toContain('3 GET manifest at docker.io (each GET counts as a pull there)');
  });

  it('stays below what GitHub takes, and says how much is left out', () => {
    const message = `a ${'[x] '.repeat(250)}`;
    const images = Array.from({ length: 3000 }, (_, number) =>
      imageReport(`${number}.0.0`, {
        image: `app-${number}`,
        status: 'failed',
        error: { code: 'MIRROR_X', message },
      }),
    );
    const text = summary(run(images));
    expect(Buffer.byteLength(text)).toBeLessThan(1024 * 1024);
    expect(text).toMatch(/and \d+ more rows/);
    expect(text).toContain('### ❌ mirror: 3000 failed');
  });

  it('escapes everything that comes from outside', () => {
    const evil = `${hostile}<b>|[x](https://evil.test)\`@me`;
    const image = imageReport('1', { image: evil, reason: evil, digest: evil, until: evil, registry: evil });
    const error = { code: evil, message: evil, hint: evil, registry: evil };
    const text = summary(
      run(
        [
          {
            ...image,
            attestations: [{ plugin: evil, predicateType: evil, subject: evil, digest: evil, stored: [] }],
          },
          { ...image, status: 'deferred', reason: evil },
          { ...image, action: 'moved' },
          { ...image, action: 'unchanged' },
          { ...image, status: 'failed', error },
        ],
        { manifest: evil, errors: [error], log: 'javascript:alert(1)' },
      ),
    );
    expect(text).not.toContain('<b>');
    expect(text).not.toContain('](');
    expect(text).not.toMatch(/evil\.test[^&]*"|javascript:|@me/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
    const tables = text.split('\n').filter((line) => line.startsWith('| '));
    for (const line of tables) expect([3, 4, 5, 6, 7, 8]).toContain(line.split('|').length);
  });
});
