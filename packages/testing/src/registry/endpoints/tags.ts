import { type Answer, jsonAnswer } from '../answer.ts';
import { type Exchange, methodNotAllowed } from '../exchange.ts';
import { pageOf } from '../page.ts';
import { RegistryError } from '../registry-error.ts';

/** distribution-spec, "Listing Tags": end-8a and end-8b. @throws RegistryError NAME_UNKNOWN, 400 for a bad `n` */
export function answerTags(exchange: Exchange): Promise<Answer> {
  if (exchange.method !== 'GET') throw methodNotAllowed(exchange);
  const { state, query, repository: name } = exchange;
  const tags = state.repository(name).sortedTags();
  const page = pageOf(tags, (tag) => tag, limitOf(exchange), `/v2/${name}/tags/list`, query);
  return Promise.resolve(jsonAnswer({ name, tags: page.entries }, page.headers));
}

/** The smaller one of what the client asked for and what the registry gives. */
function limitOf({ query, state }: Exchange): number | undefined {
  const asked = query.get('n');
  const { pageSize } = state.options;
  if (asked === null) return pageSize;
  if (!/^\d+$/.test(asked)) throw new RegistryError(400, 'UNSUPPORTED', `n is no number: ${asked}`);
  return Math.min(Number(asked), pageSize ?? Number.POSITIVE_INFINITY);
}
