import { access, constants } from 'node:fs/promises';
import { dirname } from 'node:path';
import { formatRepository, type OciClient, type RegistryFinding } from '@multiarch-mirror/oci';
import type { Check } from './check.ts';
import { clockCheck } from './clock.ts';
import { failed } from './failed.ts';
import { rateLimitCheck } from './rate-limit.ts';
import type { RegistryUse } from './registry-uses.ts';

/** Further repositories of one destination that are asked about. */
const mostAsked = 20;
/** And of those named, where all is well. */
const mostNamed = 3;

/** What a registry, or a layout, lets this machine do. */
export async function checkRegistry(client: OciClient, use: RegistryUse): Promise<Check[]> {
  const { side, repository, tag } = use;
  if (repository.transport === 'layout') return [await checkDirectory(repository.directory, side)];
  const area = `${repository.registry} (${side})`;
  const writes = side === 'destination';
  const name = formatRepository(repository);
  try {
    const finding = await client.examine(repository, { tag, writes });
    const { refused, anonymous, insecure } = finding;
    const who = anonymous ? 'anonymously' : 'with credentials';
    if (refused !== undefined) {
      return [failed(area, refused)];
    }
    const wire = insecure ? ', without TLS' : '';
    const read: Check = { area, status: 'ok', message: `${name} can be read ${who}${wire}` };
    return [
      read,
      ...(writes ? [pushCheck(area, name, finding)] : []),
      // Where nothing may be written, they would all say the same.
      ...(finding.push === 'granted' ? await otherPushes(client, area, use) : []),
      ...clockCheck(area, finding.ahead),
      ...rateLimitCheck(area, finding, use),
      abilities(area, finding, writes),
    ];
  } catch (thrown) {
    return [failed(area, thrown)];
  }
}

function pushCheck(
  area: string,
  name: string,
  { push, anonymous }: RegistryFinding & { anonymous: boolean },
): Check {
  if (push === 'granted' || push === undefined) {
    return { area, status: 'ok', message: `${name} can be written to: an upload was opened, and cancelled` };
  }
  const check = failed(area, push);
  const message = `${name} cannot be written to: ${check.message}`;
  if (!anonymous) return { ...check, message };
  const registry = name.split('/')[0];
  const hint = `Log in with "docker login ${registry}", or name credentials under \`registries\`.`;
  return { ...check, message: `${message}, and there are no credentials for it`, hint };
}

/** At some registries each repository has rights of its own: those that the account lacks are named. */
async function otherPushes(client: OciClient, area: string, { others, tag }: RegistryUse): Promise<Check[]> {
  const asked = [...others].slice(0, mostAsked);
  const checks = await Promise.all(
    asked.map(async ([name, repository]): Promise<{ name: string; check: Check }[]> => {
      if (repository.transport === 'layout') return [];
      const finding = await client.examine(repository, { tag, writes: true });
      const push = finding.refused ?? finding.push ?? 'granted';
      return [{ name, check: pushCheck(area, name, { ...finding, push }) }];
    }),
  );
  const [granted = [], refused = []] = [true, false].map((isRight) =>
    checks.flat().filter(({ check }) => (check.status === 'ok') === isRight),
  );
  const names = granted.slice(0, mostNamed).map(({ name }) => name);
  const more = granted.length > mostNamed ? ` and ${granted.length - mostNamed} more` : '';
  return [
    ...refused.map(({ check }) => check),
    ...(granted.length === 0
      ? []
      : [{ area, status: 'ok', message: `so can ${names.join(', ')}${more}` } as const]),
  ];
}

/** What it can do beyond what every registry can. Nothing of this is needed: a run does without. */
function abilities(area: string, finding: RegistryFinding, writes: boolean): Check {
  const { profile, referrersApi, mounts, deletes } = finding;
  const told = (known: boolean | undefined, yes: string, no: string): string[] =>
    known === undefined ? [] : [known ? yes : no];
  const list = [
    ...told(referrersApi, 'referrers API', 'no referrers API (the fallback index is used)'),
    ...(writes ? [mounts ? 'mounts are asked for' : 'no mounts'] : []),
    ...told(deletes, 'deletes manifests', 'deletes no manifests'),
  ];
  const kind = profile === 'generic' ? 'it' : `it is ${profile}, and`;
  return { area, status: 'ok', message: `${kind} has: ${list.join(', ') || 'nothing that it tells'}` };
}

/** A layout is there, or can be made. */
async function checkDirectory(directory: string, side: RegistryUse['side']): Promise<Check> {
  const area = `oci:${directory} (${side})`;
  const mode = side === 'source' ? constants.R_OK : constants.W_OK;
  const can = async (path: string): Promise<'yes' | 'no' | 'missing'> => {
    try {
      await access(path, mode);
      return 'yes';
    } catch (thrown) {
      return (thrown as NodeJS.ErrnoException).code === 'ENOENT' ? 'missing' : 'no';
    }
  };
  // What is to be made needs a place above it.
  const paths = side === 'source' ? [directory] : upwards(directory);
  let [path, answer] = [directory, await can(directory)];
  for (const above of paths.slice(1)) {
    if (answer !== 'missing') break;
    [path, answer] = [above, await can(above)];
  }
  if (answer === 'yes') {
    return {
      area,
      status: 'ok',
      message: side === 'source' ? 'it can be read' : `${path} can be written to`,
    };
  }
  const message = answer === 'missing' ? 'there is no such directory' : `${path} is not accessible`;
  return { area, status: 'fail', message, hint: 'Check the path and its permissions.' };
}

function upwards(directory: string): string[] {
  const above = dirname(directory);
  return above === directory ? [directory] : [directory, ...upwards(above)];
}
