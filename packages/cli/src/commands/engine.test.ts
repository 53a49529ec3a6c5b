import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Report } from '@multiarch-mirror/core';
import { OciClient, parseRepository } from '@multiarch-mirror/oci';
import {
  buildImage,
  buildIndex,
  type EmbeddedRegistry,
  pushImage,
  startRegistry,
} from '@multiarch-mirror/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exitCodes } from '../exit-code.ts';
import { type MirrorEnded, runMirror } from '../program.fixture.ts';

let upstream: EmbeddedRegistry;
let destination: EmbeddedRegistry;
let directory: string;

beforeEach(async () => {
  [upstream, destination] = await Promise.all([startRegistry(), startRegistry()]);
  directory = await mkdtemp(join(tmpdir(), 'mirror-commands-'));
  await publish('team/app', '1.0.0');
  await write(['1.0.0']);
});

afterEach(async () => {
  await Promise.all([upstream.close(), destination.close(), rm(directory, { recursive: true, force: true })]);
});

/** A small image for two platforms, upstream. */
async function publish(path: string, tag: string): Promise<void> {
  const client = new OciClient();
  const images = await Promise.all(
    ['amd64', 'arm64'].map((architecture) =>
      buildImage({ platform: { os: 'linux', architecture }, files: { version: `${tag} ${architecture}` } }),
    ),
  );
  await pushImage(client.repository(parseRepository(`${upstream.host}/${path}`)), buildIndex(images), tag);
  await client.close();
}

async function write(tags: string[]): Promise<void> {
  const entry = `  - {name: app, source: ${upstream.host}/team/app, tags: ${JSON.stringify(tags)}, plugins: []}`;
  await writeFile(
    join(directory, 'mirror.config.yaml'),
    `version: 1\ndestination: ${destination.host}/mirror\nimages:\n${entry}\n`,
  );
}

function mirror(argv: string[], signal?: AbortSignal): Promise<MirrorEnded> {
  return runMirror(argv, directory, signal);
}

describe('run, plan and verify between two registries', () => {
  it('plan --exit-code is 5 while there is work, and 0 when it is done', async () => {
    const before = await mirror(['plan', '--exit-code']);
    expect(before.code).toBe(exitCodes.work);
    expect(before.stdout).toContain('+ create    1.0.0  new');
    const run = await mirror(['run']);
    expect(run).toMatchObject({ code: exitCodes.done, stderr: '' });
    expect(run.stdout).toContain('✔ app:1.0.0 created sha256:');
    expect(run.stdout).toMatch(/^1 created in .*written$/m);
    const after = await mirror(['plan', '--exit-code']);
    expect(after).toEqual({ code: exitCodes.done, stdout: 'plan: 1 unchanged\n', stderr: '' });
    expect((await mirror(['verify'])).code).toBe(exitCodes.done);
  });

  it('an image that fails is 1, with its place and hint, and the others are done', async () => {
    await write(['1.0.0', '2.0.0']);
    const { code, stdout } = await mirror(['run']);
    expect(code).toBe(exitCodes.failed);
    expect(stdout).toContain('✔ app:1.0.0 created');
    expect(stdout).toMatch(
      /mirror\.config\.yaml:4: error: app:2\.0\.0\n.*\[MIRROR_MANIFEST_UNKNOWN\]\n {2}hint: /,
    );
    expect(stdout).toMatch(/^1 created, 1 failed in /m);
    expect((await mirror(['verify'])).code).toBe(exitCodes.failed);
  });

  it.each([['run'], ['plan']])('%s is 4 where only rate limits stood in the way', async (command) => {
    upstream.options.onRequest = () => ({ kind: 'answer', status: 429, headers: { 'retry-after': '3600' } });
    const { code, stdout } = await mirror([command]);
    expect(stdout).toContain('1 deferred');
    expect(code).toBe(exitCodes.rateLimited);
  });

  it('gives the report as one document on stdout, and the progress on stderr', async () => {
    const { code, stdout, stderr } = await mirror(['run', '--json']);
    const report = JSON.parse(stdout) as Report;
    expect(report).toMatchObject({ version: 1, summary: { actions: { create: 1 }, statuses: { done: 1 } } });
    expect(report.images[0]).toMatchObject({ image: 'app', line: 4, action: 'create', status: 'done' });
    expect(stderr).toContain('✔ app:1.0.0 created');
    expect(code).toBe(exitCodes.done);
  });

  it('gives the plan as a document without what has not happened', async () => {
    const { stdout } = await mirror(['plan', '--json']);
    const report = JSON.parse(stdout) as Report;
    expect(report.images[0]).toMatchObject({ image: 'app', action: 'create', reason: 'new' });
    expect(report.summary).not.toHaveProperty('statuses');
    expect(report.images[0]).not.toHaveProperty('status');
  });

  it('is 130 when it is interrupted, and publishes nothing', async () => {
    const controller = new AbortController();
    destination.options.onRequest = ({ method }) => {
      if (method === 'POST') controller.abort();
      return undefined;
    };
    const { code } = await mirror(['run'], controller.signal);
    expect(code).toBe(exitCodes.interrupted);
    expect([...destination.repository('mirror/app').tags.keys()]).toEqual([]);
  });

  it('goes where --destination says', async () => {
    const { code } = await mirror(['run', '--destination', `${destination.host}/other`]);
    expect(code).toBe(exitCodes.done);
    expect([...destination.repository('other/app').tags.keys()]).toEqual(['1.0.0']);
  });

  it('verifies one reference', async () => {
    await mirror(['run']);
    const { code, stdout } = await mirror(['verify', '--ref', `${destination.host}/mirror/app:1.0.0`]);
    expect({ code, stdout }).toMatchObject({
      code: exitCodes.done,
      stdout: expect.stringContaining('1 tag verified'),
    });
  });
});
