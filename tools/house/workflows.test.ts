import { execFileSync, spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ensureTools } from '../ensure.ts';
import { isToolName } from '../install/catalogue.ts';
import { root } from '../install/directory.ts';
import {
  actionPath,
  readAction,
  readWorkflow,
  type Step,
  workflowPaths,
  yamlOf,
} from '../workflows/workflow-files.ts';
import { read } from './repository.ts';

/** ShellCheck comes as a Debian package. */
const tools = process.platform === 'linux' ? await ensureTools(['actionlint', 'shellcheck']) : undefined;

const workflows = workflowPaths.map((path) => ({ path, text: read(path), workflow: readWorkflow(path) }));
const action = readAction();
const ours = ['./', 'this-is-tobi/multiarch-mirror@v1'];
const jobs = workflows.flatMap(({ path, workflow }) =>
  Object.entries(workflow.jobs).map(([name, job]) => ({ where: `${path} ${name}`, job })),
);
const steps: { where: string; step: Step }[] = [
  ...jobs.flatMap(({ where, job }) => job.steps.map((step) => ({ where, step }))),
  ...action.runs.steps.map((step) => ({ where: actionPath, step })),
];
/** Those that are handed to others are held to the same, but may take the action itself by its version. */
const texts = [
  ...workflows.map(({ path, text }) => ({ path, text })),
  { path: actionPath, text: read(actionPath) },
  { path: 'docs/ci.md', text: yamlOf('docs/ci.md')[0] ?? '' },
];

describe('every workflow', () => {
  it('takes actions by commit, says which version that is, and means the same commit everywhere', () => {
    const lines = texts.flatMap(({ path, text }) =>
      [...text.matchAll(/^.*\buses:\s*(.*)$/gm)].map(([, used = '']) => ({ path, used })),
    );
    const pinned = /^[\w.-]+\/[\w.-]+(?:\/[\w./-]+)?@[0-9a-f]{40} # v\d+\.\d+\.\d+$/;
    expect(lines.filter(({ used }) => !ours.includes(used) && !pinned.test(used))).toEqual([]);
    const pins = Map.groupBy(
      lines.filter(({ used }) => !ours.includes(used)),
      ({ used }) => used.split('@')[0],
    );
    for (const [name, uses] of pins) expect(new Set(uses.map(({ used }) => used)), name).toHaveLength(1);
  });

  it('puts nothing into a script: what a script is told comes by the environment', () => {
    expect(steps.filter(({ step }) => step.run?.includes('${{'))).toEqual([]);
  });

  it('never runs what a stranger wrote with what only this repository may do', () => {
    const privileged = ['pull_request_target', 'workflow_run', 'issue_comment', 'issues'];
    expect(
      workflows.filter(({ workflow }) =>
        Object.keys(workflow.on).some((event) => privileged.includes(event)),
      ),
    ).toEqual([]);
  });

  it('names no secret but the token of its job', () => {
    expect(texts.filter(({ text }) => /\bsecrets\b/.test(text)).map(({ path }) => path)).toEqual([]);
  });

  it('says what it may do, and leaves no credentials in the checkout', () => {
    expect(workflows.filter(({ workflow }) => workflow.permissions === undefined)).toEqual([]);
    const checkouts = steps.filter(({ step }) => step.uses?.startsWith('actions/checkout@'));
    expect(checkouts.filter(({ step }) => step.with?.['persist-credentials'] !== false)).toEqual([]);
  });

  it('has an end to every job', () => {
    expect(jobs.filter(({ job }) => !('timeout-minutes' in job)).map(({ where }) => where)).toEqual([]);
  });

  it('may write only in the job that mirrors', () => {
    const granted = [
      ...workflows.map(({ path, workflow }) => ({ where: path, permissions: workflow.permissions })),
      ...jobs.map(({ where, job }) => ({ where, permissions: job.permissions })),
    ].flatMap(({ where, permissions }) =>
      Object.entries(permissions ?? {}).flatMap(([name, level]) =>
        level === 'write' ? `${where}: ${name}` : [],
      ),
    );
    expect(granted).toEqual([
      '.github/workflows/mirror.yml mirror: packages',
      '.github/workflows/mirror.yml mirror: id-token',
    ]);
  });
});

describe('mirror.yml', () => {
  const { text, workflow } = workflows.find(({ path }) => path.endsWith('/mirror.yml')) ?? {};

  it('is the identity that the manifest expects', () => {
    const manifest = parse(read('mirror.config.yaml')) as {
      plugins: { use?: string; with?: { identity: string } }[];
    };
    const identity = manifest.plugins.find(({ use }) => use === 'verify')?.with?.identity ?? '';
    const repository = 'https://github.com/this-is-tobi/multiarch-mirror';
    expect(`${repository}/.github/workflows/mirror.yml@refs/heads/main`).toMatch(new RegExp(identity));
  });

  it('runs every six hours, and once a day looks for moved tags', () => {
    expect(workflow?.on.schedule).toEqual([{ cron: '0 */6 * * *' }, { cron: '0 3 * * *' }]);
    expect(text).toContain("github.event.schedule == '0 3 * * *'");
  });

  it('never cuts a run short', () => {
    expect(workflow?.concurrency?.['cancel-in-progress']).toBe(false);
  });
});

describe('action.yml', () => {
  it('names the shell of each script, as GitHub wants it of an action', () => {
    const scripts = action.runs.steps.filter(({ run }) => run !== undefined);
    expect(scripts.filter(({ shell }) => shell !== 'bash')).toEqual([]);
  });

  it('has the inputs and outputs that docs/ci.md explains', () => {
    const [, inputs = '', outputs = ''] = read('docs/ci.md').split(/^\| (?:Input|Output) \|/m);
    const named = (table: string) =>
      (table.split('\n\n')[0] ?? '').split('\n').flatMap((row) => {
        const [, first = ''] = row.split('|');
        return [...first.matchAll(/`([\w-]+)`/g)].map(([, name]) => name);
      });
    expect(new Set(named(inputs))).toEqual(new Set(Object.keys(action.inputs)));
    expect(new Set(named(outputs))).toEqual(new Set(Object.keys(action.outputs)));
  });

  it('installs by default tools that are pinned', () => {
    expect(action.inputs.tools?.default?.split(' ').filter((name) => !isToolName(name))).toEqual([]);
  });
});

describe.skipIf(tools === undefined || tools.missing.length > 0)('the real', () => {
  const { paths } = tools ?? { paths: { actionlint: '', shellcheck: '' } };

  it('actionlint, with ShellCheck, finds nothing in the workflows, and in the action that they use', () => {
    const { stdout, status } = spawnSync(paths.actionlint, ['-no-color', '-shellcheck', paths.shellcheck], {
      cwd: root,
      encoding: 'utf8',
    });
    expect(stdout).toBe('');
    expect(status).toBe(0);
  });

  it('actionlint finds nothing in the workflow that docs/ci.md shows', () => {
    const [workflow = ''] = yamlOf('docs/ci.md');
    const { stdout, status } = spawnSync(paths.actionlint, ['-no-color', '-'], {
      input: workflow,
      encoding: 'utf8',
    });
    expect(stdout).toBe('');
    expect(status).toBe(0);
  });

  it('ShellCheck finds nothing in the scripts of the action', () => {
    for (const { run = '' } of action.runs.steps) {
      const script = `#!/usr/bin/env bash\nset -eo pipefail\n${run}`;
      expect(execFileSync(paths.shellcheck, ['-'], { input: script, encoding: 'utf8' })).toBe('');
    }
  });
});
