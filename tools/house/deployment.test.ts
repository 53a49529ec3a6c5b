import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { ensureTools } from '../ensure.ts';
import { root } from '../install/directory.ts';
import { committedFiles, read } from './repository.ts';

/** Built with Go; everywhere but on Linux it is left out. */
const tools = process.platform === 'linux' ? await ensureTools(['kubectl-validate']) : undefined;

interface Container {
  args: string[];
  securityContext: unknown;
  env: { name: string; value?: string }[];
}

interface CronJob {
  kind: string;
  metadata: { name: string };
  spec: {
    schedule: string;
    concurrencyPolicy: string;
    jobTemplate: {
      spec: {
        completionMode: string;
        completions: number;
        parallelism: number;
        template: {
          spec: {
            restartPolicy: string;
            automountServiceAccountToken: boolean;
            securityContext: Record<string, unknown>;
            containers: Container[];
          };
        };
      };
    };
  };
}

const files = committedFiles().filter((path) => /^deploy\/.*\.ya?ml$/.test(path));
const cronJobs = files.flatMap((path) =>
  parseAllDocuments(read(path))
    .map((document) => document.toJS() as CronJob)
    .filter(({ kind }) => kind === 'CronJob'),
);

/** Newest whose schemas the validator has in it. */
const kubernetes = '1.30';

describe.skipIf(tools === undefined || tools.missing.length > 0)('to the schemas of Kubernetes', () => {
  const validate = (path: string) =>
    spawnSync(tools?.paths['kubectl-validate'] ?? '', ['--version', kubernetes, path], { encoding: 'utf8' });

  it.each(files)('%s is right', (path) => {
    const { status, stderr } = validate(join(root, path));
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });

  it('a field that does not exist is wrong', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'mirror-deployment-'));
    const path = join(directory, 'cronjob.yaml');
    await writeFile(path, read('deploy/cronjob.yaml').replace('completionMode:', 'completionMod:'));
    const { status, stderr } = validate(path);
    await rm(directory, { recursive: true });
    expect(stderr).toContain('completionMod');
    expect(status).toBe(1);
  });
});

describe.each(cronJobs)('the CronJob $metadata.name', ({ spec: { concurrencyPolicy, jobTemplate } }) => {
  const { completionMode, completions, parallelism, template } = jobTemplate.spec;
  const { containers, securityContext, restartPolicy, automountServiceAccountToken } = template.spec;

  it('is an Indexed Job with one index for each shard, all side by side', () => {
    expect({ completionMode, restartPolicy, concurrencyPolicy }).toEqual({
      completionMode: 'Indexed',
      restartPolicy: 'Never',
      concurrencyPolicy: 'Forbid',
    });
    expect(containers.map(({ args }) => args[args.indexOf('--shard') + 1])).toEqual([
      `$(JOB_COMPLETION_INDEX)/${completions}`,
    ]);
    expect(parallelism).toBe(completions);
  });

  it('may do nothing that it need not do (Pod Security Standards, "restricted")', () => {
    expect(automountServiceAccountToken).toBe(false);
    expect(securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    for (const container of containers) {
      expect(container.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
    }
  });

  it('has no secret in its environment, but files', () => {
    const values = containers.flatMap(({ env }) => env.map(({ value }) => value));
    expect(values.filter((value) => value === undefined || !value.startsWith('/'))).toEqual([]);
  });
});

it('the daily one differs by its name, its hour and --check-moved alone', () => {
  const usual = read('deploy/cronjob.yaml').split('---\n')[1] ?? '';
  const same = usual
    .replace('name: mirror\n', 'name: mirror-daily\n')
    .replace("'0 */6 * * *'", "'0 3 * * *'")
    .replace(/( +- )(\$\(JOB_COMPLETION_INDEX\)\/\d+\n)/, '$1$2$1--check-moved\n');
  expect(parse(read('deploy/cronjob-daily.yaml'))).toEqual(parse(same));
});
