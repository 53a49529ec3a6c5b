import type { MirrorError, Side } from '@multiarch-mirror/errors';
import type { RepositoryName } from '@multiarch-mirror/oci';
import type { ImageConfig } from '../config/config.ts';
import type { CopyState } from '../image/copy-meter.ts';
import type { ImageRoot } from '../image/root.ts';
import type { ImageContext, StatementRequest } from '../plugin/image-context.ts';
import type { ImageReport } from '../report/report.ts';
import type { Phase } from '../run/run-event.ts';

/** A tag that verifies. */
export interface VerifiedTag {
  image: ImageConfig;
  tag: string;
  root: ImageRoot;
  /** What was found attached to it. */
  statement: (request: StatementRequest) => ReturnType<ImageContext['statement']>;
  phase: (phase: Phase) => void;
  progress: (state: CopyState) => void;
}

/** What is done with each tag that verifies. */
export interface VerifiedUse {
  /** Where it is read, for errors. */
  side: Side;
  /** The repository that reports name. */
  shown(image: ImageConfig): RepositoryName;
  /** What it adds to the tag's report; what it throws is the tag's error. */
  each(verified: VerifiedTag): Promise<Partial<ImageReport>>;
  /** All tags of an image have ended. */
  ended?(image: ImageConfig): Promise<void>;
  /** An error, with a hint that fits. */
  advise(error: MirrorError): MirrorError;
}

/** `mirror verify`. */
export const onlyVerify: VerifiedUse = {
  side: 'destination',
  shown: (image) => image.repository,
  each: async () => ({}),
  advise: (error) => error,
};
