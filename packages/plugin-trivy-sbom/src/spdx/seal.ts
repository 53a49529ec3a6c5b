import { shortHash } from '../stable-order.ts';
import type { SpdxDocument } from './spdx-document.ts';

const namespace = 'https://github.com/this-is-tobi/multiarch-mirror/spdx';

/**
 * Gives the document the namespace of its content, the last thing to be done to it: a namespace has to be unique for each document
 * (spdx-spec v2.3, clause 6.5), and the same document has to have the same one.
 */
export function seal(document: SpdxDocument): SpdxDocument {
  const unnamed = { ...document, documentNamespace: '' };
  const content = shortHash(JSON.stringify(unnamed), 32);
  return { ...document, documentNamespace: `${namespace}/${encodeURI(document.name)}-${content}` };
}
