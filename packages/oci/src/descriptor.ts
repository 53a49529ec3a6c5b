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
