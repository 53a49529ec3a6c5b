/** Loopback needs no proxy, whatever the variables say: registries, too, are reached there directly. */
const direct = 'localhost,127.0.0.1,::1';

/**
 * Makes Node's own client heed the proxy variables of the environment, as our registry client does: the libraries that speak to
 * Sigstore, and to whoever gives identity tokens, use it. Without such a variable nothing is loaded.
 */
export async function heedProxy(environment: NodeJS.ProcessEnv): Promise<void> {
  const { https_proxy, HTTPS_PROXY, http_proxy, HTTP_PROXY, no_proxy, NO_PROXY } = environment;
  if (!(https_proxy || HTTPS_PROXY || http_proxy || HTTP_PROXY)) return;
  const http: object = await import('node:http');
  // Node 24.14 and newer; before that NODE_USE_ENV_PROXY=1 does the same.
  if (!('setGlobalProxyFromEnv' in http) || typeof http.setGlobalProxyFromEnv !== 'function') return;
  const excepted = no_proxy || NO_PROXY;
  const none = excepted ? `${excepted},${direct}` : direct;
  http.setGlobalProxyFromEnv({ https_proxy, HTTPS_PROXY, http_proxy, HTTP_PROXY, no_proxy: none });
}
