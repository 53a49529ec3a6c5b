import { RegistryError } from '../registry-error.ts';
import { isLoopback, isPrivateHost } from './address.ts';

/** Where a registry's API is. */
export interface Endpoint {
  /** The name that people use: `docker.io`. */
  registry: string;
  /** Scheme, host and port. */
  origin: URL;
  /** A PEM file with certificate authorities that are trusted for this registry and wherever it points. */
  ca?: string;
  /** Milliseconds that it, and wherever it points, may say nothing. */
  timeout: number;
}

/** Some registries need as long to commit a large blob. */
const usualTimeout = 300_000;

/** Registries whose API has another host than their name. */
const apiHosts: Record<string, string> = { 'docker.io': 'registry-1.docker.io' };

/** Loopback is plain HTTP unless `insecure` is false; everything else is TLS unless it is true. */
export function endpointOf(
  registry: string,
  { insecure, ca, timeout = usualTimeout }: { insecure?: boolean; ca?: string; timeout?: number } = {},
): Endpoint {
  const host = apiHosts[registry] ?? registry;
  const { hostname } = new URL(`http://${host}`);
  const plain = insecure ?? isLoopback(hostname);
  const origin = new URL(`${plain ? 'http' : 'https'}://${host}`);
  return { registry, origin, timeout, ...(ca === undefined ? {} : { ca }) };
}

/** Whether a URL is the registry itself, so that it may see its credentials. */
export function isSameOrigin(endpoint: Endpoint, url: URL): boolean {
  return url.origin === endpoint.origin.origin;
}

/**
 * A Location or redirect, resolved against the request's URL, if it may be followed: over HTTP or HTTPS, not from TLS to plain
 * text, and not from a public registry to a private address.
 * @throws RegistryError MIRROR_REDIRECT_REFUSED
 */
export async function followable(endpoint: Endpoint, location: string, base: URL): Promise<URL> {
  if (!URL.canParse(location, base.href)) throw refused(endpoint, 'it is not a URL');
  const url = new URL(location, base);
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw refused(endpoint, `of its scheme ${url.protocol}`);
  url.username = '';
  url.password = '';
  url.hash = '';
  if (isSameOrigin(endpoint, url)) return url;
  if (endpoint.origin.protocol === 'https:' && url.protocol === 'http:') {
    // A registry behind a TLS proxy that does not know its own scheme: it means itself.
    if (url.hostname !== endpoint.origin.hostname) throw refused(endpoint, 'it leaves TLS');
    url.protocol = 'https:';
    url.port = endpoint.origin.port;
    return url;
  }
  if (url.hostname !== endpoint.origin.hostname && (await isPrivateHost(url.hostname))) {
    if (!(await isPrivateHost(endpoint.origin.hostname))) {
      throw refused(endpoint, `${url.host} is a private address`);
    }
  }
  return url;
}

function refused(endpoint: Endpoint, why: string): RegistryError {
  return new RegistryError(
    'MIRROR_REDIRECT_REFUSED',
    `the registry points elsewhere, which is not followed: ${why}`,
    {
      place: { registry: endpoint.registry },
      hint: 'Check the external address that the registry or the proxy before it is configured with.',
    },
  );
}
