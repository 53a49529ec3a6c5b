import { readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PolicyError } from '@multiarch-mirror/errors';
import { describe, expect, it } from 'vitest';
import type { AirGap } from './airgap.fixture.ts';
import { crossedSides, images } from './both-sides.fixture.ts';

describe('importImages, of what it must not take', () => {
  const { sides, template } = crossedSides();

  it.each<[string, (it: AirGap) => Promise<void>, string, string]>([
    [
      'a layer was changed',
      async (it) => {
        const [layer = ''] = sides().layersOf([sides().digests[0] ?? '']);
        const bytes = await readFile(it.blob(layer));
        bytes[0] = (bytes[0] ?? 0) ^ 1;
        await writeFile(it.blob(layer), bytes);
      },
      'MIRROR_DIGEST_MISMATCH',
      '1.0.0',
    ],
    [
      'a platform manifest was changed',
      async (it) => {
        const file = it.blob(sides().childrenOf(sides().digests[0] ?? '')[0] ?? '');
        await writeFile(file, (await readFile(file, 'utf8')).replace('layers', 'Layers'));
      },
      'MIRROR_INCOMPLETE',
      '1.0.0',
    ],
    [
      'a blob leads out of the layout',
      async (it) => {
        const [layer = ''] = sides().layersOf([sides().digests[0] ?? '']);
        await rm(it.blob(layer));
        await symlink('/etc/passwd', it.blob(layer));
      },
      'MIRROR_LAYOUT_INVALID',
      '1.0.0',
    ],
    [
      'a manifest names a path in place of a digest',
      async (it) => {
        const file = it.blob(sides().childrenOf(sides().digests[0] ?? '')[0] ?? '');
        await writeFile(
          file,
          (await readFile(file, 'utf8')).replace(/sha256:[0-9a-f]{64}/, 'sha256:../../../../etc/passwd'),
        );
      },
      'MIRROR_INCOMPLETE',
      '1.0.0',
    ],
    [
      'an attestation is missing',
      async (it) => {
        const attached = (await it.entries()).filter(({ artifactType }) => artifactType !== undefined);
        const gone = await sides().referrersOf(sides().digests[0] ?? '', attached);
        await it.replaceEntries((await it.entries()).filter(({ digest }) => !gone.includes(digest)));
      },
      'POLICY',
      '1.0.0',
    ],
    [
      'latest stands for an older version',
      async (it) => {
        await it.replaceEntries(
          (await it.entries()).map((one) =>
            one.annotations?.['org.opencontainers.image.ref.name'] === 'app:latest'
              ? { ...one, digest: sides().digests[0] ?? '' }
              : one,
          ),
        );
      },
      'MIRROR_TAG_UNPROVEN',
      'latest',
    ],
  ])('refuses the image when %s, and brings the others', async (_name, spoil, code, tag) => {
    await spoil(sides().gap);
    const { errors, of } = await sides().gap.import(images);
    expect(errors.length).toBeGreaterThan(0);
    if (code === 'POLICY') expect(errors[0]).toBeInstanceOf(PolicyError);
    else expect(errors.map((error) => error.code)).toContain(code);
    expect(of(`app:${tag}`)?.status).toBe('failed');
    expect(sides().gap.tags('app')[tag]).toBeUndefined();
    expect(of('tool:1.0')?.status).toBe('done');
    expect(errors[0]?.hint).toEqual(expect.any(String));
  });

  it('refuses an image under the name of another', async () => {
    const entries = await sides().gap.entries();
    // The same sides().digests: all that tells them apart is what was signed.
    await sides().gap.replaceEntries(
      entries
        .filter((entry) => !/"tool|tool:/.test(JSON.stringify(entry)))
        .map((one) =>
          JSON.parse(
            JSON.stringify(one)
              .replaceAll('app:2.0.0', 'tool:1.0')
              .replaceAll(/"app"|app:sha256/g, (text) => text.replace('app', 'tool')),
          ),
        ),
    );
    const { of } = await sides().gap.import([images[1] ?? { source: 'tool', tags: ['1.0'] }]);
    expect(of('tool:1.0')).toMatchObject({ status: 'failed', error: { code: 'MIRROR_WRONG_REPOSITORY' } });
  });

  it('refuses another export than the one expected, and layouts of links, and compares the roots', async () => {
    await expect(sides().gap.import(images, { expect: `sha256:${'0'.repeat(64)}` })).rejects.toMatchObject({
      code: 'MIRROR_EXPORT_UNEXPECTED',
    });
    const tool = images.slice(1);
    expect((await sides().gap.import(tool, { expect: template().inventory })).said.join()).toContain(
      'trusts the same root',
    );
    await writeFile(join(sides().gap.directory, 'trusted_root.json'), '{}\n');
    expect((await sides().gap.import(tool, { expect: template().inventory })).said.join()).toContain(
      'trusts another root',
    );
    await rm(join(sides().gap.directory, 'oci-layout'));
    await symlink('/etc/hostname', join(sides().gap.directory, 'oci-layout'));
    await expect(sides().gap.import(images)).rejects.toMatchObject({ code: 'MIRROR_LAYOUT_INVALID' });
  });
});
