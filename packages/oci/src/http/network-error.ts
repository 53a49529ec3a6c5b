import { ociError } from '../codes.ts';
import { RegistryError } from '../registry-error.ts';
import { RegistryGone } from './host-queue.ts';

const certificateError =
  /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_(GET_ISSUER|VERIFY)|ERR_TLS_CERT_|HOSTNAME_MISMATCH)/;
const notTls = /^(EPROTO|ERR_SSL_)/;
/** Faults of the other side's HTTP, or of ours: asking again will not help. */
const protocolError = /^(HPE_|UND_ERR_(INVALID|HEADERS_OVERFLOW|NOT_SUPPORTED|DESTROYED|CLOSED))/;

/** What went wrong below HTTP, as an error with a code. An error that has one already stays what it is. */
export function networkError(error: unknown, registry: string, signal: AbortSignal | undefined): Error {
  if (signal?.aborted === true) {
    return ociError('MIRROR_INTERRUPTED', 'the run was stopped', { place: { registry }, cause: error });
  }
  if (error instanceof RegistryGone) {
    return new RegistryError('MIRROR_REGISTRY_UNREACHABLE', 'the registry answers nobody', {
      hint: 'Others have waited for it as long as they may. Check the network, and that the registry is running, and try again later.',
      place: { registry },
    });
  }
  const code = codeOf(error);
  if (code?.startsWith('MIRROR_') === true && error instanceof Error) return error;
  const message = error instanceof Error ? error.message : String(error);
  const what = [code, message.split('\n')[0]].filter((part) => part !== undefined && part !== '').join(': ');
  const place = { registry };
  if (code !== undefined && certificateError.test(code)) {
    return new RegistryError(
      'MIRROR_REGISTRY_UNREACHABLE',
      `the registry's certificate is not trusted (${what})`,
      {
        hint: `Name its certificate authority: "registries: {${registry}: {ca: FILE}}", SSL_CERT_FILE or NODE_EXTRA_CA_CERTS.`,
        place,
        cause: error,
      },
    );
  }
  if (code !== undefined && notTls.test(code)) {
    return new RegistryError(
      'MIRROR_REGISTRY_UNREACHABLE',
      `the registry does not answer over TLS (${what})`,
      {
        hint: `Set "registries: {${registry}: {insecure: true}}" if it is meant to be plain HTTP.`,
        place,
        cause: error,
      },
    );
  }
  if (code !== undefined && protocolError.test(code)) {
    return new RegistryError('MIRROR_REGISTRY_ERROR', `the registry's answer cannot be read (${what})`, {
      place,
      cause: error,
    });
  }
  return new RegistryError('MIRROR_REGISTRY_UNREACHABLE', `the registry cannot be reached (${what})`, {
    hint:
      code !== undefined && silence.test(code)
        ? `It said nothing for as long as it may: "registries: {${registry}: {timeout: TIME}}". Check the network, and that the registry is running.`
        : 'Check the host name, the network, and that the registry is running.',
    transient: code !== 'ENOTFOUND',
    place,
    cause: error,
  });
}

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  if (typeof code === 'string' && code !== '') return code;
  // Several addresses tried at once give an AggregateError.
  const [first] = error instanceof AggregateError ? error.errors : [];
  return codeOf(first) ?? codeOf(cause);
}

const silence = /^(UND_ERR_(HEADERS|BODY)_TIMEOUT|ETIMEDOUT)$/;

/** Whether an error means that the other side said nothing for as long as it may. */
export function isSilence(error: unknown): boolean {
  return error instanceof RegistryError && silence.test(codeOf(error.cause) ?? '');
}

const timeouts = /^(UND_ERR_(CONNECT|HEADERS|BODY)_TIMEOUT|ETIMEDOUT)$/;

/** Whether an error means that the other side is too busy for what is asked of it at once. */
export function isOverload(error: unknown): boolean {
  if (!(error instanceof RegistryError)) return false;
  if (error.code === 'MIRROR_RATE_LIMITED' || error.status === 503) return true;
  return error.code === 'MIRROR_REGISTRY_UNREACHABLE' && timeouts.test(codeOf(error.cause) ?? '');
}
