import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ToolName } from '../../tools/install/catalogue.ts';
import { root } from '../../tools/install/directory.ts';
import { locate } from '../../tools/install/locate.ts';
import type { Copied, Scene } from './scene.ts';
import type { Workplace } from './workplace.ts';

/** What a tool is to do: bring these repositories from one side of a scene to the other. */
export interface Task {
  scene: Scene;
  workplace: Workplace;
  /** The `mirror.js` of the command as it is published. */
  cli: string;
  copies: readonly Copied[];
  /** Tags that upstream moves: their digests are compared, not their names. */
  mutable?: boolean;
}

/** A tool that copies images, used in one way. */
export interface Contestant {
  readonly name: string;
  readonly version: string;
  /** The command line. */
  command(task: Task): Promise<readonly [string, ...string[]]>;
}

/** Each way in which a tool can be used here, by the name that tables show. */
const ways = {
  /** `mirror run` as it is published, with an empty chain. */
  mirror: {
    tool: undefined,
    command: async (_: string, { scene, workplace, cli, copies, mutable = false }: Task) => {
      const { source, destination } = scene.hosts;
      const images = copies.map(({ from, to, tags }) => ({
        name: to.replace(/^mirror\//, ''),
        source: `${source}/${from}`,
        platforms: 'all',
        tags: tags.length > 1 ? { semver: '*', mutable } : tags,
      }));
      const secured = { insecure: scene.authority === undefined };
      const manifest = {
        version: 1,
        destination: `${destination}/mirror`,
        plugins: [],
        images,
        registries: { [source]: secured, [destination]: secured },
      };
      const file = join(workplace.directory, 'mirror.config.yaml');
      // YAML takes JSON.
      await writeFile(file, JSON.stringify(manifest, undefined, 2));
      return [process.execPath, cli, 'run', '--config', file];
    },
  },
  crane: {
    tool: 'crane',
    command: async (crane: string, task: Task) => [crane, 'copy', ...onlyImage(task)],
  },
  'crane -a -j8': {
    tool: 'crane',
    command: async (crane: string, { scene, copies }: Task) => {
      const pairs = copies.map(
        ({ from, to }) => `${scene.hosts.source}/${from} ${scene.hosts.destination}/${to}`,
      );
      const script = 'printf "%s\\n" "${@:2}" | xargs -P 4 -n 2 "$1" copy -a -j 8';
      return ['bash', '-c', script, 'bash', crane, ...pairs];
    },
  },
  regctl: {
    tool: 'regctl',
    command: async (regctl: string, task: Task) => {
      const hosts = Object.values(task.scene.hosts).flatMap((host) => [
        '--host',
        `reg=${host},tls=${task.scene.authority === undefined ? 'disabled' : 'enabled'}`,
      ]);
      return [regctl, ...hosts, 'image', 'copy', ...onlyImage(task)];
    },
  },
  'regsync --missing': {
    tool: 'regsync',
    command: async (regsync: string, task: Task) => [
      regsync,
      'once',
      '--missing',
      '--config',
      await regsyncConfig(task),
    ],
  },
  'regsync --missing, parallel: 8': {
    tool: 'regsync',
    command: async (regsync: string, task: Task) => [
      regsync,
      'once',
      '--missing',
      '--config',
      await regsyncConfig(task, 8),
    ],
  },
  'regsync parallel: 8': {
    tool: 'regsync',
    command: async (regsync: string, task: Task) => [
      regsync,
      'once',
      '--config',
      await regsyncConfig(task, 8),
    ],
  },
  oras: {
    tool: 'oras',
    command: async (oras: string, task: Task) => {
      const plain = task.scene.authority === undefined ? ['--from-plain-http', '--to-plain-http'] : [];
      return [oras, 'cp', '--recursive', ...plain, ...onlyImage(task)];
    },
  },
  skopeo: {
    tool: 'skopeo',
    command: async (skopeo: string, task: Task) => {
      const plain =
        task.scene.authority === undefined ? ['--src-tls-verify=false', '--dest-tls-verify=false'] : [];
      const references = onlyImage(task).map((reference) => `docker://${reference}`);
      // There is no policy for signatures on every machine, and there are none.
      return [skopeo, '--insecure-policy', 'copy', '--all', '--preserve-digests', ...plain, ...references];
    },
  },
} satisfies Record<string, Way>;

export type WayName = keyof typeof ways;

interface Way {
  tool: ToolName | undefined;
  command: (program: string, task: Task) => Promise<string[]>;
}

/** Those of the ways whose tools are here. */
export async function contestants(names: readonly WayName[]): Promise<Contestant[]> {
  const found = await Promise.all(names.map((name) => contestant(name, ways[name])));
  return found.flat();
}

async function contestant(name: string, { tool, command }: Way): Promise<Contestant[]> {
  const found = tool === undefined ? { path: '', version: ourVersion() } : await locate(tool);
  if (found === undefined) return [];
  const { path, version } = found;
  return [
    {
      name,
      version,
      command: async (task) => {
        const [program = '', ...args] = await command(path, task);
        return [program, ...args];
      },
    },
  ];
}

function onlyImage({ scene, copies }: Task): [from: string, to: string] {
  const [{ from, to, tags }] = copies as [Copied];
  return [`${scene.hosts.source}/${from}:${tags[0]}`, `${scene.hosts.destination}/${to}:${tags[0]}`];
}

async function regsyncConfig({ scene, workplace, copies }: Task, parallel?: number): Promise<string> {
  const { source, destination } = scene.hosts;
  const tls = scene.authority === undefined ? 'disabled' : 'enabled';
  const config = {
    version: 1,
    creds: [source, destination].map((registry) => ({ registry, tls })),
    ...(parallel !== undefined && { defaults: { parallel } }),
    sync: copies.map(({ from, to }) => ({
      source: `${source}/${from}`,
      target: `${destination}/${to}`,
      type: 'repository',
    })),
  };
  const file = join(workplace.directory, 'regsync.yaml');
  await writeFile(file, JSON.stringify(config));
  return file;
}

function ourVersion(): string {
  const file = join(root, 'packages', 'cli', 'package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
