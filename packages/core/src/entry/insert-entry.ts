import { MirrorError } from '@multiarch-mirror/errors';
import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, parseDocument } from 'yaml';
import { flowYaml } from '../config/flow-yaml.ts';
import { blockEdits } from './block-edits.ts';
import { flowEdits } from './flow-edits.ts';
import type { ManifestEntry } from './manifest-entry.ts';
import { applyEdits, type TextEdit } from './text-edit.ts';
import type { WrittenManifest } from './written-manifest.ts';

/**
 * The manifest with one more entry at the end of `images`, written like those beside it. Everything else stays as it is, byte for
 * byte; only the brackets of an empty list go.
 * @param text of a manifest that has `images`
 * @throws MirrorError MIRROR_ADD_LIST where `images` is not written out as a list, with the entry for the reader to write
 */
export function insertEntry(text: string, entry: ManifestEntry): string {
  const mark = text.startsWith('\uFEFF') ? '\uFEFF' : '';
  const content = text.slice(mark.length);
  // Of the same length: a return alone ends a line too, as the manifest is read.
  const read = content.replace(/\r(?!\n)/g, '\n');
  const document = parseDocument(read, { prettyErrors: false, merge: true, uniqueKeys: false });
  const { contents: root } = document;
  const pair = isMap(root)
    ? (root.items as Pair<Node, Node | null>[]).findLast(({ key }) => isScalar(key) && key.value === 'images')
    : undefined;
  if (!isMap(root) || pair === undefined) throw notAList(entry, false);
  const { value } = pair;
  const list = isSeq(value) ? value : undefined;
  if (list === undefined && !(value === null || (isScalar(value) && value.value === null))) {
    throw notAList(entry, isAlias(value));
  }
  const manifest: WrittenManifest = { document, text: read, root, key: pair.key, list };
  const edits = list?.flow === true ? flowEdits(manifest, list, entry) : blockEdits(manifest, entry);
  const ending = lineEnding(content);
  const written = edits.map((edit): TextEdit => ({ ...edit, text: edit.text.replaceAll('\n', ending) }));
  return mark + applyEdits(content, written);
}

/** As the first line ends. */
function lineEnding(text: string): string {
  return /\r\n|\r|\n/.exec(text)?.[0] ?? '\n';
}

function notAList(entry: ManifestEntry, alias: boolean): MirrorError {
  const message = alias
    ? 'images stands for a list that is written elsewhere, to which nothing can be added here'
    : 'the manifest has no list of images';
  return new MirrorError('MIRROR_ADD_LIST', message, {
    hint: `Write this into it: ${flowYaml(entry)}`,
  });
}
