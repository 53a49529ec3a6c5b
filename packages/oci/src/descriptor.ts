import type { Platform } from './platform.ts';

/** A content descriptor (OCI image-spec, descriptor.md). */
export interface Descriptor {
  mediaType: string;
  /** `algorithm:hex`. */
  digest: string;
  /** Bytes. */
  size: number;
  artifactType?: string;
  platform?: Platform;
  annotations?: Record<string, string>;
  urls?: string[];
  /** The content itself, base64. */
  data?: string;
}

/** Only what identifies the content: mediaType, digest and size. */
export function plainDescriptor(descriptor: Descriptor): Descriptor {
  const { mediaType, digest, size } = descriptor;
  return { mediaType, digest, size };
}

/**
 * The content that a descriptor carries itself, if it does. Whoever uses it verifies it like any other content
 * (image-spec, descriptor.md, "Embedded Content").
 */
export function embeddedContent(descriptor: Descriptor): Uint8Array | undefined {
  return descriptor.data === undefined ? undefined : Buffer.from(descriptor.data, 'base64');
}
