import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { root } from '../../tools/install/directory.ts';
import { locate } from '../../tools/install/locate.ts';
import type { Workplace } from './workplace.ts';

/** Where an image is and where it goes. */
interface Way {
  /** Repositories: `host:port/path`. */
  from: string;
  to: string;
  tag: string;
}

/** A tool that copies images. */
export interface Contestant {
  readonly name: string;
  readonly version: string;
  /** The command line, in the tool's default configuration. */
  command(way: Way): Promise<readonly [string, ...string[]]>;
}

/** The tools that are compared: ours first, then crane, then what else is there. */
export async function contestants(workplace: Workplace, crane: string): Promise<Contestant[]> {
  const [craneFound, oras, skopeo] = await Promise.all([locate('crane'), locate('oras'), locate('skopeo')]);
  return [
    mirror(workplace),
    {
      name: 'crane',
      version: craneFound?.version ?? '',
      command: async (way) => [crane, 'copy', `${way.from}:${way.tag}`, `${way.to}:${way.tag}`],
    },
    ...(oras === undefined
      ? []
      : [
          {
            name: 'oras',
            version: oras.version,
            command: async (way: Way) =>
              [
                oras.path,
                'cp',
                '--recursive',
                '--from-plain-http',
                '--to-plain-http',
                `${way.from}:${way.tag}`,
                `${way.to}:${way.tag}`,
              ] as const,
          },
        ]),
    ...(skopeo === undefined
      ? []
      : [
          {
            name: 'skopeo',
            version: skopeo.version,
            command: async (way: Way) =>
              [
                skopeo.path,
                // There is no policy for signatures on every machine, and there are none.
                '--insecure-policy',
                'copy',
                '--all',
                '--preserve-digests',
                '--src-tls-verify=false',
                '--dest-tls-verify=false',
                `docker://${way.from}:${way.tag}`,
                `docker://${way.to}:${way.tag}`,
              ] as const,
          },
        ]),
  ];
}

/** `mirror run` as `npx mirror` starts it in a checkout, with an empty chain. */
function mirror({ directory }: Workplace): Contestant {
  const cli = join(root, 'packages', 'cli');
  const { version } = JSON.parse(readFileSync(join(cli, 'package.json'), 'utf8')) as { version: string };
  return {
    name: 'mirror',
    version,
    command: async ({ from, to, tag }) => {
      const manifest = join(directory, 'mirror.config.yaml');
      const text = {
        version: 1,
        destination: dirname(to),
        plugins: [],
        images: [{ name: basename(to), source: from, tags: [tag] }],
      };
      // YAML takes JSON.
      await writeFile(manifest, JSON.stringify(text, undefined, 2));
      return [process.execPath, join(cli, 'bin', 'mirror.js'), 'run', '--config', manifest];
    },
  };
}
