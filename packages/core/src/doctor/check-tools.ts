import type { ImageConfig } from '../config/config.ts';
import type { Exec } from '../plugin/exec.ts';
import type { Session } from '../session/session.ts';
import type { Check } from './check.ts';
import { failed } from './failed.ts';

const area = 'tools';

/** A program that is run, or that readers are told to run. */
interface Program {
  name: string;
  ask: readonly string[];
  /** Who needs it; without one a run does without. */
  neededBy: string | undefined;
  hint: string;
}

/** The programs of chains and transports with their versions, and what each plugin says of what it needs. */
export async function checkTools(session: Session): Promise<Check[]> {
  const { images } = session.config;
  const steps = new Set(images.flatMap((image) => session.chain(image).steps));
  const plugins = await Promise.all(
    [...steps].map(async ({ name, hooks }): Promise<Check[]> => {
      if (hooks.check === undefined) return [];
      try {
        await hooks.check();
        return [{ area, status: 'ok', message: `plugin ${name} has what it needs` }];
      } catch (thrown) {
        const check = failed(area, thrown);
        return [{ ...check, message: `${check.message}: plugin ${name} needs it` }];
      }
    }),
  );
  const node: Check = { area, status: 'ok', message: `node ${process.versions.node}` };
  const recorded = [...session.tools].map(
    ([name, version]): Check => ({ area, status: 'ok', message: `${name} ${version}` }),
  );
  const programs = programsOf(session, images)
    .filter(({ name }) => !session.tools.has(name))
    .map((program) => askProgram(session.exec, program));
  return [node, ...recorded, ...(await Promise.all(programs)), ...plugins.flat()];
}

function programsOf(session: Session, images: readonly ImageConfig[]): Program[] {
  const chains = images.map((image) => session.chain(image));
  const programs: Program[] = [];
  if (chains.some(({ steps }) => steps.length > 0)) {
    const runs = chains.some(({ signing }) => signing.mode === 'cosign');
    const hint = runs
      ? 'Install it: https://docs.sigstore.dev/cosign/system_config/installation/'
      : 'A run does without it; those who check its images need it.';
    programs.push({
      name: 'cosign',
      ask: ['version'],
      neededBy: runs ? 'the key that signs' : undefined,
      hint,
    });
  }
  if (images.some(({ transport }) => transport === 'oras')) {
    const hint = 'Install it: https://oras.land/docs/installation, or write transport: native.';
    programs.push({ name: 'oras', ask: ['version'], neededBy: 'transport: oras', hint });
  }
  return programs;
}

async function askProgram(exec: Exec, { name, ask, neededBy, hint }: Program): Promise<Check> {
  try {
    const { stdout, stderr } = await exec(name, ask, { timeout: 30_000 });
    const version = /\bv?(\d+\.\d+\.\d+[\w.+-]*)/.exec(`${stdout}\n${stderr}`)?.[1];
    return { area, status: 'ok', message: version === undefined ? `${name} is there` : `${name} ${version}` };
  } catch (thrown) {
    const check = failed(area, thrown, neededBy === undefined ? 'warn' : 'fail');
    const who = neededBy === undefined ? '' : `: ${neededBy} needs it`;
    return { ...check, message: `${check.message}${who}`, hint };
  }
}
