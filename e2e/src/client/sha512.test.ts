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
import { type Distribution, startDistribution } from '../support/distribution.ts';
import { type OtherRegistry, startOlareg } from '../support/other-registries.ts';
import { outputOf } from '../support/program.ts';
import { createWorkspace, type Workspace } from '../support/workspace.ts';

const tools = await ensureTools(['olareg', 'registry', 'oras']);

// Upstream's tag stands for a sha512 digest: so does the mirror's, or it does not move.
describe.skipIf(tools.missing.length > 0)('an image of sha512 digests, by the command line', () => {
  let source: OtherRegistry;
  let embedded: EmbeddedRegistry;
  let olareg: OtherRegistry;
  let distribution: Distribution;
  let workspace: Workspace;
  let image: RichImage;

  beforeAll(async () => {
    image = await buildRichImage({ digest: 'sha512', large: false });
    source = await startOlareg(tools.paths.olareg);
    olareg = await startOlareg(tools.paths.olareg);
    distribution = await startDistribution(tools.paths.registry);
    embedded = await startRegistry();
    const client = new OciClient();
    const upstream = client.repository(
      { transport: 'registry', registry: source.host, path: 'library/app' },
      { writes: true },
    );
    await pushImage(upstream, image.plain, '1.0.0');
    await client.close();
    workspace = await createWorkspace();
  });
  afterAll(async () => {
    await workspace?.remove();
    for (const registry of [source, olareg, distribution, embedded]) await registry?.close();
  });

  const run = async (destination: string) => {
    await workspace.write(
      'mirror.config.yaml',
      `version: 1
destination: ${destination}
plugins: []
images:
  - {name: app, source: ${source.host}/library/app, tags: ["1.0.0"], platforms: all}
`,
    );
    return workspace.mirror(['run', '--json']);
  };

  it.each([
    ['the embedded registry', () => `${embedded.host}/mirror`, '--plain-http'],
    ['olareg', () => `${olareg.host}/mirror`, '--plain-http'],
    ['a layout', () => `oci:${workspace.path('out')}`, '--oci-layout'],
  ])('is published in %s under its digest, and is unchanged the next time', async (_, destination, flag) => {
    const { digest } = image.plain.manifest.descriptor;
    const first = await run(destination());
    expect(first, first.stderr).toMatchObject({ exitCode: 0 });
    expect(first.report.images).toMatchObject([{ action: 'create', status: 'done', digest }]);
    const reference = `${destination().replace(/^oci:/, '')}/app:1.0.0`;
    expect((await outputOf(tools.paths.oras, ['resolve', flag, reference], workspace)).trim()).toBe(digest);
    const again = await run(destination());
    expect(again.report.summary.actions).toMatchObject({ create: 0, unchanged: 1 });
  });

  it('is refused by distribution, with the mend, and no tag appears', async () => {
    const ended = await run(`${distribution.host}/mirror`);
    expect(ended).toMatchObject({ exitCode: 1 });
    expect(ended.report.images).toMatchObject([
      {
        status: 'failed',
        error: { code: 'MIRROR_DIGEST_UNSUPPORTED', hint: expect.stringContaining('oci:') },
      },
    ]);
    const reference = `${distribution.host}/mirror/app:1.0.0`;
    const resolving = outputOf(tools.paths.oras, ['resolve', '--plain-http', reference], workspace);
    await expect(resolving).rejects.toThrow('not found');
  });

  it('is refused by a registry that gives no tags to such digests, and no tag appears', async () => {
    embedded.options.tagParameter = false;
    try {
      const ended = await run(`${embedded.host}/other`);
      expect(ended.report.images).toMatchObject([{ error: { code: 'MIRROR_DIGEST_UNSUPPORTED' } }]);
      expect([...embedded.repository('other/app').tags]).toEqual([]);
    } finally {
      embedded.options.tagParameter = true;
    }
  });
});
