import type { Descriptor } from './descriptor.ts';
import { verified } from './digest.ts';
import { streamOf } from './stream.ts';

/**
 * The blob that a descriptor carries itself (image-spec, descriptor.md, "Embedded Content"), as a stream that is verified like any
 * other. `undefined` where it carries none, or something that cannot be it by its length.
 */
export function embeddedBlob(descriptor: Descriptor): AsyncIterable<Uint8Array> | undefined {
  if (descriptor.data === undefined) return undefined;
  const bytes = Buffer.from(descriptor.data, 'base64');
  return bytes.length === descriptor.size ? verified(descriptor, streamOf(bytes)) : undefined;
}
