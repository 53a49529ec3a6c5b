import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, errorAnswer } from './answer.ts';
import { authorize } from './authorization.ts';
import { checkBurst } from './burst-limit.ts';
import { answerBlob } from './endpoints/blobs.ts';
import { answerManifest } from './endpoints/manifests.ts';
import { answerPing } from './endpoints/ping.ts';
import { answerReferrers } from './endpoints/referrers.ts';
import { answerTags } from './endpoints/tags.ts';
import { answerToken } from './endpoints/token.ts';
import { answerUpload } from './endpoints/uploads.ts';
import { Exchange } from './exchange.ts';
import type { Fault } from './fault.ts';
import type { RecordedRequest, RequestKind } from './recorded-request.ts';
import { RegistryError } from './registry-error.ts';
import type { RegistryState } from './registry-state.ts';
import { checkRoute, routeOf } from './route.ts';
import { sendAnswer } from './send-answer.ts';

const endpoints: Record<RequestKind, (exchange: Exchange) => Promise<Answer>> = {
  ping: answerPing,
  token: answerToken,
  tags: answerTags,
  manifest: answerManifest,
  blob: answerBlob,
  upload: answerUpload,
  referrers: answerReferrers,
  other: () => Promise.reject(new RegistryError(404, 'UNSUPPORTED', 'no such path')),
};

/** The registry as a listener for any `node:http` or `node:https` server. */
export function registryHandler(state: RegistryState): RequestListener {
  return (request, response) => {
    serve(state, request, response).catch(() => response.destroy());
  };
}

async function serve(
  state: RegistryState,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const record = recordOf(request);
  state.requests.push(record);
  const { latencyMs = 0, onRequest } = state.options;
  if (latencyMs > 0) await sleep(latencyMs);
  const fault = await onRequest?.(record);
  if (fault?.kind === 'stall') {
    // For ever is until somebody closes the connection; nobody is there to be answered then.
    if (fault.milliseconds === undefined) return;
    await sleep(fault.milliseconds);
  }
  if (fault?.kind === 'answer') return await sendAnswer(response, answerOf(fault), record, undefined);
  if (fault?.kind === 'reset' && fault.handled !== true) return reset(response);
  const answer = await answerTo(new Exchange(state, request, record));
  if (fault?.kind === 'reset') return reset(response);
  await sendAnswer(response, answer, record, fault, state.options.headers);
}

async function answerTo(exchange: Exchange): Promise<Answer> {
  try {
    checkRoute(exchange.record);
    checkBurst(exchange);
    authorize(exchange);
    return await endpoints[exchange.record.kind](exchange);
  } catch (thrown) {
    return errorAnswer(thrown);
  }
}

function recordOf(request: IncomingMessage): RecordedRequest {
  const url = new URL(request.url ?? '/', 'http://registry');
  return {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: request.headers,
    ...routeOf(url.pathname),
    status: 0,
    bytes: 0,
    bytesReceived: 0,
  };
}

function answerOf(fault: Extract<Fault, { kind: 'answer' }>): Answer {
  if (fault.body instanceof Readable) {
    return { status: fault.status, headers: { ...fault.headers }, body: fault.body };
  }
  const body = Buffer.from(fault.body ?? '');
  return {
    status: fault.status,
    headers: { 'Content-Length': String(body.byteLength), ...fault.headers },
    body,
  };
}

function reset(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}
