import { readFile } from 'node:fs/promises';
import { validateManifest } from '@multiarch-mirror/core/manifest';
import { pluginValidators } from './plugin-validators.ts';
import type { VerifySubject } from './verify-page.ts';

const manifest = new URL('../../../mirror.config.yaml', import.meta.url);

/** Versions of the first image that the reference deployment's own page shows, since a manifest names none. */
const tags = ['10.3.1', '10.3.0', '10.2.1', 'latest'];

/** The first image of the repository's own manifest, and who signs it. @throws Error where the manifest has neither */
export async function verifySubject(): Promise<VerifySubject> {
  const text = await readFile(manifest, 'utf8');
  const { config } = validateManifest(text, {
    file: 'mirror.config.yaml',
    environment: {},
    plugins: pluginValidators,
  });
  const repository = config?.images[0]?.repository;
  const { identity, issuer } = config?.plugins.find(({ use }) => use === 'verify')?.options ?? {};
  if (repository?.transport !== 'registry' || typeof identity !== 'string' || typeof issuer !== 'string')
    throw new Error('the manifest of this repository says not who signs what');
  const [tag = ''] = tags;
  return { image: `${repository.registry}/${repository.path}`, tag, tags, identity, issuer };
}
