import { OciClient, type OciClientOptions } from './client.ts';
import { RegistryStub, type StubBehaviour } from './registry-stub.fixture.ts';

const open: { close: () => Promise<void> }[] = [];

/** Closes what the others opened; for `afterEach`. */
export async function closeAll(): Promise<void> {
  for (const opened of open.splice(0).reverse()) await opened.close();
}

/** A stub that runs until `closeAll`. */
export async function startStub(behaviour: StubBehaviour = {}): Promise<RegistryStub> {
  const stub = await new RegistryStub(behaviour).start();
  open.push({ close: () => stub.stop() });
  return stub;
}

/** A client, anonymous and quick to repeat, that `closeAll` closes. */
export function makeClient(options: OciClientOptions = {}): OciClient {
  const client = new OciClient({
    credentials: () => Promise.resolve(undefined),
    retry: { baseDelay: 1 },
    ...options,
  });
  open.push(client);
  return client;
}
