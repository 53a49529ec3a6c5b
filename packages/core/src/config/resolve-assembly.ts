import { MirrorError } from '@multiarch-mirror/errors';
import {
  formatPlatform,
  formatRepository,
  type Platform,
  parsePlatform,
  parseReference,
  type Reference,
} from '@multiarch-mirror/oci/names';
import type { ImageSource } from './config.ts';
import type { ManifestPath } from './manifest-document.ts';
import { parseName } from './reference-hint.ts';
import type { Resolver } from './resolver.ts';
import { suggest } from './suggestion.ts';
import { fillTemplate } from './tag-template.ts';
import { refuseVariables } from './unexpanded.ts';

interface Part {
  platform: Platform;
  template: string;
}

const code = 'MIRROR_CONFIG_REFERENCE';

/** One reference for each platform. Undefined when one of them is faulty. */
export function resolveAssembly(
  sources: Readonly<Record<string, string>>,
  tagsFrom: string | undefined,
  path: ManifestPath,
  moving: boolean,
  resolver: Resolver,
): ImageSource | undefined {
  const { issues } = resolver;
  const before = issues.errors.length;
  const parts = new Map<string, Part>();
  for (const [key, template] of Object.entries(sources)) {
    const here = [...path, 'sources', key];
    const platform = issues.attempt(here, () => newPlatform(key, parts), {
      code: 'MIRROR_CONFIG_VALUE',
      at: 'key',
    });
    const checked = issues.attempt(here, () => checkTemplate(template, moving, resolver));
    if (platform !== undefined && checked !== undefined) {
      parts.set(formatPlatform(platform), { platform, template: checked });
    }
  }
  if (issues.errors.length > before || resolver.isFaulty([...path, 'sources'])) return undefined;
  const index =
    tagsFrom === undefined ? 0 : findPart(tagsFrom, [...parts.keys()], [...path, 'tagsFrom'], resolver);
  return { kind: 'assembly', parts: [...parts.values()], tagsFrom: index };
}

/** A template with `tag` in the place of `{tag}`. @throws MirrorError that shows the template */
function parseTemplate(template: string, tag: string): Reference {
  const parse = (text: string): Reference => {
    const filled = fillTemplate(text, tag);
    try {
      return parseReference(filled);
    } catch (thrown) {
      if (!(thrown instanceof MirrorError)) throw thrown;
      throw new MirrorError(code, thrown.message.replace(`"${filled}"`, `"${text}"`), { cause: thrown });
    }
  };
  return parseName(template, parse, 'Write HOST[:PORT]/PATH:{tag} in lower case, or oci:DIRECTORY:{tag}.');
}

function newPlatform(key: string, parts: ReadonlyMap<string, Part>): Platform {
  const platform = parsePlatform(key);
  const name = formatPlatform(platform);
  if (!parts.has(name)) return platform;
  throw new MirrorError('MIRROR_CONFIG_VALUE', `the platform ${name} stands in sources twice`, {
    hint: 'Keep one of the two.',
  });
}

function findPart(
  tagsFrom: string,
  names: readonly string[],
  path: ManifestPath,
  { issues }: Resolver,
): number {
  const wanted = issues.attempt(path, () => formatPlatform(parsePlatform(tagsFrom)), {
    code: 'MIRROR_CONFIG_VALUE',
  });
  if (wanted === undefined) return 0;
  const index = names.indexOf(wanted);
  if (index >= 0) return index;
  const message = `tagsFrom is ${tagsFrom}, which is none of the platforms in sources`;
  const list = names.length === 1 ? `Write ${names[0]}.` : `Write one of ${names.join(', ')}.`;
  issues.error('MIRROR_CONFIG_VALUE', path, message, { hint: suggest(wanted, names) ?? list });
  return 0;
}

/** The template, with a layout's directory made absolute. `{tag}` may stand for the tag only: a listing needs the repository. */
function checkTemplate(template: string, moving: boolean, resolver: Resolver): string {
  refuseVariables(template, 'sources');
  const one = parseTemplate(template, 'a');
  const other = parseTemplate(template, 'b');
  const named = formatRepository(one.repository);
  if (named !== formatRepository(other.repository)) {
    throw new MirrorError(code, `${template} has {tag} in the repository's name`, {
      hint: 'Write {tag} in the place of the tag only.',
    });
  }
  if (one.tag === undefined && one.digest === undefined) {
    throw new MirrorError(code, `${template} names neither a tag nor a digest`, {
      hint: `Write ${template}:{tag}.`,
    });
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
