import { basename } from 'node:path';
import { MirrorError } from '@multiarch-mirror/errors';
import { formatRepository, parseReference, type RepositoryName } from '@multiarch-mirror/oci/names';
import type { ImageSource } from './config.ts';
import type { ManifestPath } from './manifest-document.ts';
import type { RawImage } from './raw-manifest.ts';
import { parseName } from './reference-hint.ts';
import { resolveAssembly } from './resolve-assembly.ts';
import type { Resolver } from './resolver.ts';
import { placeholder, templateRepository } from './tag-template.ts';
import { refuseVariables } from './unexpanded.ts';

/** `moving`: the entry has more than one tag, so every part of an assembly has to name it. Undefined when it is faulty. */
export function resolveSource(
  image: RawImage,
  path: ManifestPath,
  moving: boolean,
  resolver: Resolver,
): ImageSource | undefined {
  const { source, sources } = image;
  if (source === undefined) {
    return sources && resolveAssembly(sources, image.tagsFrom, path, moving, resolver);
  }
  const parse = (): RepositoryName => absolute(parseSource(source), resolver);
  const repository = resolver.issues.attempt([...path, 'source'], parse);
  return repository && { kind: 'repository', repository };
}

const form = 'Write HOST[:PORT]/PATH in lower case, such as docker.io/library/debian, or oci:DIRECTORY.';

function parseSource(source: string): RepositoryName {
  refuseVariables(source, 'source');
  refuseTemplate(source);
  const { repository, tag, digest } = parseName(source, parseReference, form);
  if (tag === undefined && digest === undefined) return repository;
  const bare = formatRepository(repository);
  const message =
    tag === undefined ? 'source names a digest, and a mirror follows tags' : `source names the tag ${tag}`;
  throw new MirrorError('MIRROR_CONFIG_REFERENCE', message, {
    hint: `Write source: ${bare}${tag === undefined ? '' : `, and tags: ["${tag}"]`}.`,
  });
}

/** @throws MirrorError MIRROR_CONFIG_REFERENCE for what stands in `sources` */
function refuseTemplate(source: string): void {
  if (!source.includes(placeholder)) return;
  const bare = source.endsWith(`:${placeholder}`) ? source.slice(0, -placeholder.length - 1) : undefined;
  throw new MirrorError('MIRROR_CONFIG_REFERENCE', `source names ${placeholder}, as only sources does`, {
    hint:
      bare === undefined
        ? `Name the repository alone: the tags come from \`tags\`. ${placeholder} stands in sources, with a reference for each platform.`
        : `Leave :${placeholder} out and write source: ${bare}. The tags come from \`tags\`.`,
  });
}

/** The last part of the source, which names the image where nothing else does. */
export function sourceName(source: ImageSource): string {
  const repository =
    source.kind === 'repository'
      ? source.repository
      : templateRepository(source.parts[source.tagsFrom]?.template ?? '');
  return basename(repository.transport === 'layout' ? repository.directory : repository.path);
}

function absolute(name: RepositoryName, resolver: Resolver): RepositoryName {
  return name.transport === 'layout' ? { ...name, directory: resolver.absolute(name.directory) } : name;
}
