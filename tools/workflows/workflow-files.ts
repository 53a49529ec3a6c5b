import { parse } from 'yaml';
import { committedFiles, read } from '../house/repository.ts';

/** A step of a job or of a composite action, as far as it is looked at. */
export interface Step {
  name?: string;
  id?: string;
  if?: string;
  uses?: string;
  run?: string;
  shell?: string;
  with?: Record<string, string | number | boolean>;
  env?: Record<string, string>;
}

export interface Job {
  name?: string;
  needs?: string | string[];
  if?: string;
  permissions?: Record<string, string>;
  outputs?: Record<string, string>;
  env?: Record<string, string>;
  strategy?: { matrix?: unknown; 'fail-fast'?: boolean };
  steps: Step[];
}

export interface Workflow {
  name: string;
  on: Record<string, unknown>;
  permissions?: Record<string, string>;
  concurrency?: { group: string; 'cancel-in-progress': unknown };
  env?: Record<string, string>;
  jobs: Record<string, Job>;
}

export interface CompositeAction {
  inputs: Record<string, { description: string; default?: string; required?: boolean }>;
  outputs: Record<string, { value: string }>;
  runs: { using: string; steps: Step[] };
}

/** Where GitHub looks for workflows. */
export const workflowPaths: readonly string[] = committedFiles().filter((path) =>
  /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path),
);

/** The action of this repository. */
export const actionPath = 'action.yml';

/** A workflow by its path from the root. `on` is a word here and not YAML 1.1's "true". */
export function readWorkflow(path: string): Workflow {
  return parse(read(path)) as Workflow;
}

/** The action in the root. */
export function readAction(): CompositeAction {
  return parse(read(actionPath)) as CompositeAction;
}

/** The YAML in the fenced blocks of a document. */
export function yamlOf(path: string): string[] {
  return [...read(path).matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text);
}
