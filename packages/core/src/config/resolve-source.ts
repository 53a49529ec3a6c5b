import { basename } from 'node:path';
import { MirrorError } from '@multiarch-mirror/errors';
import {
  formatPlatform,
  formatRepository,
  type Platform,
  parsePlatform,
  parseReference,
  parseRepository,
  type RepositoryName,
} from '@multiarch-mirror/oci/names';
import type { ImageSource } from './config.ts';
import type { ManifestPath } from './manifest-document.ts';
import type { RawImage } from './raw-manifest.ts';
import type { Resolver } from './resolver.ts';

const code = 'MIRROR_CONFIG_REFERENCE';
const placeholder = '{tag}';

/** `moving`: the entry has more than one tag, so every part of an assembly has to name it. Undefined when it is faulty. */
export function resolveSource(
  image: RawImage,
  path: ManifestPath,
  moving: boolean,
  resolver: Resolver,
): ImageSource | undefined {
  const { source, sources } = image;
  if (source !== undefined) {
    const parse = (): RepositoryName => absolute(parseRepository(source), resolver);
    const repository = resolver.issues.attempt([...path, 'source'], parse, { code });
    return repository && { kind: 'repository', repository };
  }
  return sources && resolveAssembly(sources, image.tagsFrom, path, moving, resolver);
}

/** The last part of the source, which names the image where nothing else does. */
export function sourceName(source: ImageSource): string {
  const repository =
    source.kind === 'repository'
      ? source.repository
      : templateRepository(source.parts[source.tagsFrom]?.template ?? '');
  return basename(repository.transport === 'layout' ? repository.directory : repository.path);
}

function resolveAssembly(
  sources: Readonly<Record<string, string>>,
  tagsFrom: string | undefined,
  path: ManifestPath,
  moving: boolean,
  resolver: Resolver,
): ImageSource | undefined {
  const { issues } = resolver;
  const before = issues.errors.length;
  const parts: { platform: Platform; template: string }[] = [];
  for (const [key, template] of Object.entries(sources)) {
    const here = [...path, 'sources', key];
    const platform = issues.attempt(here, () => newPlatform(key, parts), {
      code: 'MIRROR_CONFIG_VALUE',
      at: 'key',
    });
    const checked = issues.attempt(here, () => checkTemplate(template, moving, resolver), { code });
    if (platform !== undefined && checked !== undefined) parts.push({ platform, template: checked });
  }
  const index = tagsFrom === undefined ? 0 : findPart(tagsFrom, parts, [...path, 'tagsFrom'], resolver);
  return issues.errors.length > before ? undefined : { kind: 'assembly', parts, tagsFrom: index };
}

function newPlatform(key: string, parts: readonly { platform: Platform }[]): Platform {
  const platform = parsePlatform(key);
  if (!parts.some((part) => formatPlatform(part.platform) === formatPlatform(platform))) return platform;
  throw new MirrorError(
    'MIRROR_CONFIG_VALUE',
    `the platform ${formatPlatform(platform)} stands in sources twice`,
    { hint: 'Keep one of the two.' },
  );
}

function findPart(
  tagsFrom: string,
  parts: readonly { platform: Platform }[],
  path: ManifestPath,
  { issues }: Resolver,
): number {
  const names = parts.map(({ platform }) => formatPlatform(platform));
  const wanted = issues.attempt(path, () => formatPlatform(parsePlatform(tagsFrom)), {
    code: 'MIRROR_CONFIG_VALUE',
  });
  if (wanted === undefined) return 0;
  const index = names.indexOf(wanted);
  if (index >= 0) return index;
  issues.error(
    'MIRROR_CONFIG_VALUE',
    path,
    `tagsFrom is ${tagsFrom}, which is none of the platforms in sources`,
    {
      hint: `Write one of ${names.join(', ')}.`,
    },
  );
  return 0;
}

/** The template, with a layout's directory made absolute. `{tag}` may stand for the tag only: a listing needs the repository. */
function checkTemplate(template: string, moving: boolean, resolver: Resolver): string {
  const one = parseReference(template.replaceAll(placeholder, 'a'));
  const other = parseReference(template.replaceAll(placeholder, 'b'));
  const named = formatRepository(one.repository);
  if (named !== formatRepository(other.repository)) {
    throw new MirrorError(code, `${template} has {tag} in the repository's name`, {
      hint: 'Write {tag} in the place of the tag only.',
    });
  }
  if (one.tag === undefined && one.digest === undefined) {
    throw new MirrorError(code, `${template} names neither a tag nor a digest`, { hint: 'Add :{tag}.' });
  }
  if (moving && one.tag === other.tag) {
    throw new MirrorError(code, `${template} is the same for every tag of this entry`, {
      hint: 'Write {tag} in the place of the tag.',
    });
  }
  if (one.repository.transport !== 'layout') return template;
  const { directory } = one.repository;
  return `oci:${resolver.absolute(directory)}${template.slice(`oci:${directory}`.length)}`;
}

function templateRepository(template: string): RepositoryName {
  return parseReference(template.replaceAll(placeholder, 'a')).repository;
}

function absolute(name: RepositoryName, resolver: Resolver): RepositoryName {
  return name.transport === 'layout' ? { ...name, directory: resolver.absolute(name.directory) } : name;
}
