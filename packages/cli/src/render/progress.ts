import type { EventListener, Logger } from '@multiarch-mirror/core';

/** What is shown while a command works. */
export interface Progress {
  readonly log: Logger;
  readonly on: EventListener;
  /** Nothing is drawn any more, and what was held back is written. */
  close(): Promise<void>;
}
