import { Agent, Dispatcher } from 'undici';
import request from 'undici/lib/api/api-request.js';
import agent from 'undici/lib/dispatcher/agent.js';
import { expect, it } from 'vitest';

it('takes from undici what its entry gives, without the rest', () => {
  expect(agent).toBe(Agent);
  expect(request).toBe(Reflect.get(Dispatcher.prototype, 'request'));
});
