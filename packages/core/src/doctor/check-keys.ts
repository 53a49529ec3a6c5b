import { splitPin } from '../plugin/key-reference.ts';
import type { Session } from '../session/session.ts';
import type { Check } from './check.ts';
import { failed } from './failed.ts';

/** Each key that chains sign with, by file, variable or what only `cosign` can do: whether it can be used for this format. */
export async function checkKeys(session: Session, area: string): Promise<Check[]> {
  const keys = new Map<string, Promise<Check>>();
  for (const image of session.config.images) {
    const { signing, steps } = session.chain(image);
    if (steps.length === 0 || signing.mode === 'keyless') continue;
    const { mode, key = '' } = signing;
    const { reference } = splitPin(key);
    const name = `${mode} ${key}`;
    if (!keys.has(name)) keys.set(name, checkKey());

    async function checkKey(): Promise<Check> {
      try {
        await session.signer(image);
        return { area, status: 'ok', message: `the key ${reference} can be signed with` };
      } catch (thrown) {
        return failed(area, thrown);
      }
    }
  }
  return Promise.all(keys.values());
}
