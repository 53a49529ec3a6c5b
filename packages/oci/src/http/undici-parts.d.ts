// undici's entry loads every client that it has (fetch, WebSocket, caches, mocks), which takes 15 MB and a third of this program's start.
// These are the parts that are used here. The version is pinned, and undici-parts.test.ts holds them to what the entry gives.

declare module 'undici/lib/dispatcher/agent.js' {
  import type { Agent } from 'undici';

  const agent: typeof Agent;
  export default agent;
}

declare module 'undici/lib/api/api-request.js' {
  import type { Dispatcher } from 'undici';

  function request(this: Dispatcher, options: Dispatcher.RequestOptions): Promise<Dispatcher.ResponseData>;
  export default request;
}
