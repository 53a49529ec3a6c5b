import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { root } from '../../../tools/install/directory.ts';

/** One pod of the Indexed Job in deploy/cronjob.yaml. */
export interface Pod {
  /** `I/N`. */
  shard: string;
  /** The arguments of its container, with another manifest in place of the mounted one. */
  args(manifest: string): string[];
  /** What the container finds in its environment, with other directories in place of those that are mounted. */
  environment(mounts: Readonly<Record<string, string>>): Record<string, string>;
}

interface Container {
  args: string[];
  env: { name: string; value: string }[];
  volumeMounts: { mountPath: string }[];
}

interface CronJob {
  kind: string;
  spec: {
    jobTemplate: {
      spec: { completions: number; template: { spec: { containers: Container[] } } };
    };
  };
}

/** All of them, with `$(JOB_COMPLETION_INDEX)` as the kubelet fills it in: the container's environment has it (Kubernetes docs, "Jobs"). */
export function deployedPods(): Pod[] {
  const text = readFileSync(join(root, 'deploy', 'cronjob.yaml'), 'utf8');
  const cronJob = parseAllDocuments(text)
    .map((document) => document.toJS() as CronJob)
    .find(({ kind }) => kind === 'CronJob');
  const { completions = 0, template } = cronJob?.spec.jobTemplate.spec ?? {};
  const [container] = template?.spec.containers ?? [];
  const { args: given = [], env = [], volumeMounts = [] } = container ?? {};
  return Array.from({ length: completions }, (_, index) => {
    const args = given.map((arg) => arg.replaceAll('$(JOB_COMPLETION_INDEX)', String(index)));
    const mounted = args[args.indexOf('--config') + 1];
    return {
      shard: args[args.indexOf('--shard') + 1] ?? '',
      args: (manifest) => args.map((arg) => (arg === mounted ? manifest : arg)),
      environment: (mounts) =>
        Object.fromEntries(
          env.map(({ name, value }) => {
            const mount = volumeMounts.find(({ mountPath }) => `${value}/`.startsWith(`${mountPath}/`));
            const directory = mounts[mount?.mountPath ?? ''];
            if (mount === undefined || directory === undefined)
              throw new Error(`nothing is mounted at ${value}`);
            return [name, `${directory}${value.slice(mount.mountPath.length)}`];
          }),
        ),
    };
  });
}
