import type { RepositoryName } from '@multiarch-mirror/oci/names';
import type { ImageConfig } from './config.ts';
import { templateRepository } from './tag-template.ts';

/** Where an image comes from: one repository, or one for each platform. */
export function sourceRepositories({ source }: Pick<ImageConfig, 'source'>): RepositoryName[] {
  if (source.kind === 'repository') return [source.repository];
  return source.parts.map(({ template }) => templateRepository(template));
}
