import { cp, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';

type Inputs = Readonly<Record<string, string>>;

/** What actions/upload-artifact and actions/download-artifact are replaced by: a folder for each artifact of a run. */
export class Artifacts {
  private readonly directory: string;

  constructor(directory: string) {
    this.directory = directory;
  }

  /** @throws Error when there is nothing at `path` and that is not to be ignored, or when the name is taken */
  async upload(inputs: Inputs, workspace: string): Promise<void> {
    const { name = 'artifact', path = '', overwrite = 'false' } = inputs;
    const source = resolve(workspace, path);
    if (!(await exists(source))) {
      if (inputs['if-no-files-found'] === 'error') throw new Error(`no files were found at ${path}`);
      return;
    }
    const folder = join(this.directory, name);
    if (await exists(folder)) {
      if (overwrite !== 'true') throw new Error(`an artifact with the name ${name} exists already`);
      await rm(folder, { recursive: true });
    }
    await mkdir(folder, { recursive: true });
    await cp(source, join(folder, basename(source)), { recursive: true });
  }

  /** All artifacts of the run, or the one with a name. @throws Error when there is none with that name */
  async download(inputs: Inputs, workspace: string): Promise<void> {
    const target = resolve(workspace, inputs.path ?? '.');
    await mkdir(target, { recursive: true });
    const names = inputs.name === undefined ? await this.names() : [inputs.name];
    for (const name of names) {
      const flat = inputs.name !== undefined || inputs['merge-multiple'] === 'true';
      await cp(join(this.directory, name), flat ? target : join(target, name), { recursive: true });
    }
  }

  async names(): Promise<string[]> {
    return (await readdir(this.directory)).sort();
  }
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
