import { RegistryError } from '../registry-error.ts';
import { collect } from '../stream.ts';
import type { RegistryResponse } from './request.ts';

const errorBodyLimit = 64 * 1024;

/** The text of a refusal, as far as it is short and can be read. */
export async function errorText(response: RegistryResponse): Promise<string> {
  try {
    return Buffer.from(await collect(response.body, errorBodyLimit)).toString('utf8');
  } catch {
    // Too long or cut off: the status has to do.
    await response.body.return();
    return '';
  }
}

/** Whether other credentials may change the answer: a 401, or a 403 that asks for more (RFC 6750, section 3.1). */
export function wantsOthers({ status, headers }: RegistryResponse): boolean {
  if (status !== 403) return status === 401;
  return [headers['www-authenticate'] ?? []].flat().some((line) => line.includes('insufficient_scope'));
}

/** A token ran out under a body that cannot be sent twice: the caller has to begin again, now with a new one. */
export function expired(registry: string): RegistryError {
  return new RegistryError('MIRROR_UNAUTHORIZED', 'the credentials expired during an upload', {
    transient: true,
    place: { registry },
  });
}
