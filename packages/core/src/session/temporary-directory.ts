import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

/** A directory that is made when somebody first asks for it: few plugins need one, and every image has one. */
export class TemporaryDirectory {
  readonly #path: string;
  #isMade = false;

  /** @param parent a directory of the session alone */
  constructor(parent: string) {
    this.#path = join(parent, `image-${randomUUID()}`);
  }

  /** Its path, where it stands from now on. */
  get path(): string {
    if (!this.#isMade) mkdirSync(this.#path, { mode: 0o700 });
    this.#isMade = true;
    return this.#path;
  }

  /** With everything in it. */
  async remove(): Promise<void> {
    if (this.#isMade) await rm(this.#path, { recursive: true, force: true });
  }
}
