import { type Answer, jsonAnswer } from '../answer.ts';

/** distribution-spec, end-1: whether this is a registry at all, and whether the credentials are right. */
export function answerPing(): Promise<Answer> {
  return Promise.resolve(jsonAnswer({}));
}
