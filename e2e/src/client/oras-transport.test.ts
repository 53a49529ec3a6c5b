import { readdir } from 'node:fs/promises';
import { OciClient } from '@multiarch-mirror/oci';
import {
  buildRichImage,
  type EmbeddedRegistry,
  pushImage,
  type RichImage,
  startRegistry,
} from '@multiarch-mirror/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureTools } from '../../../tools/ensure.ts';
import { outputOf } from '../support/program.ts';
import { createWorkspace, type MirrorEnded, type Workspace } from '../support/workspace.ts';

const tools = await ensureTools(['oras', 'crane']);
const user = { username: 'somebody', password: 'a secret of the tests' };

describe.skipIf(tools.missing.length > 0)('transport: oras', () => {
  let source: EmbeddedRegistry;
  let destination: EmbeddedRegistry;
  let workspace: Workspace;
  let image: RichImage;
  let ended: MirrorEnded;

  beforeAll(async () => {
    image = await buildRichImage({ large: false });
    source = await startRegistry();
    destination = await startRegistry({ auth: { ...user, kind: 'token', anonymousPull: true } });
    const client = new OciClient();
    const upstream = client.repository(
      { transport: 'registry', registry: source.host, path: 'library/app' },
      { writes: true },
    );
    await pushImage(upstream, image.plain, '1.0.0');
    await client.close();
    workspace = await createWorkspace({
      programs: { oras: tools.paths.oras },
      env: { USER_OF_IT: user.username, SECRET_OF_IT: user.password },
    });
    await workspace.write(
      'mirror.config.yaml',
      `version: 1
destination: ${destination.host}/mirror
plugins: []
defaults: {platforms: all}
registries:
  ${destination.host}: {auth: {username: "\${USER_OF_IT}", password: "\${SECRET_OF_IT}"}}
images:
  - {name: by-oras, source: ${source.host}/library/app, tags: ["1.0.0"], transport: oras}
  - {name: by-itself, source: ${source.host}/library/app, tags: ["1.0.0"]}
  - {name: some, source: ${source.host}/library/app, tags: ["1.0.0"], platforms: [linux/amd64], transport: oras}
`,
    );
    ended = await workspace.mirror(['run', '--json']);
  });
  afterAll(async () => {
    await workspace?.remove();
    await source?.close();
    await destination?.close();
  });

  it('brings the same digests as the native one', () => {
    expect(ended).toMatchObject({ exitCode: 0 });
    const { digest } = image.plain.manifest.descriptor;
    for (const name of ['by-oras', 'by-itself'])
      expect(destination.repository(`mirror/${name}`).tags.get('1.0.0')).toBe(digest);
    expect(destination.repository('mirror/some').tags.get('1.0.0')).toMatch(/^sha256:/);
  });

  it('was oras indeed, and for its images alone', () => {
    const agents = (path: string) =>
      new Set(
        destination.requests
          .filter(({ method, repository }) => method === 'PUT' && repository === path)
          .map(({ headers }) => headers['user-agent']?.split('/')[0]),
      );
    expect([...agents('mirror/by-oras')]).toEqual(['oras']);
    expect([...agents('mirror/by-itself')]).not.toContain('oras');
  });

  it('is whole to crane', async () => {
    for (const name of ['by-oras', 'some'])
      await outputOf(
        tools.paths.crane,
        ['validate', '--remote', `${destination.host}/mirror/${name}:1.0.0`],
        workspace,
      );
  });

  it('leaves no file with credentials behind, and shows none', async () => {
    const left = await readdir(workspace.path('tmp'));
    expect(left.filter((name) => name !== 'node-compile-cache')).toEqual([]);
    expect(ended.stdout + ended.stderr).not.toContain(user.password);
  });

  it('has nothing to do the second time', async () => {
    const again = await workspace.mirror(['run', '--json']);
    expect(again).toMatchObject({ exitCode: 0 });
    expect(again.report.summary.actions).toMatchObject({ unchanged: 3 });
  });

  it('without oras, says what is missing', async () => {
    await workspace.write(
      'other.yaml',
      `version: 1
destination: ${destination.host}/other
plugins: []
registries:
  ${destination.host}: {auth: {username: "\${USER_OF_IT}", password: "\${SECRET_OF_IT}"}}
images:
  - {source: ${source.host}/library/app, tags: ["1.0.0"], platforms: all, transport: oras}
`,
    );
    const without = await workspace.mirror(['run', '--json', '--config', 'other.yaml'], { PATH: '/nowhere' });
    expect(without).toMatchObject({ exitCode: 1 });
    expect(without.report.images).toMatchObject([
      { error: { code: 'MIRROR_ORAS_UNAVAILABLE', hint: expect.any(String) } },
    ]);
  });
});
