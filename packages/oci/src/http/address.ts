import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

const privateAddresses = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const) {
  privateAddresses.addSubnet(network, prefix, 'ipv4');
}
privateAddresses.addAddress('::', 'ipv6');
privateAddresses.addAddress('::1', 'ipv6');
privateAddresses.addSubnet('fc00::', 7, 'ipv6');
privateAddresses.addSubnet('fe80::', 10, 'ipv6');

/** Whether a host (`localhost`, `127.0.0.1`, `[::1]`; no port) is this machine. */
export function isLoopback(host: string): boolean {
  const address = bare(host);
  return address === 'localhost' || address.endsWith('.localhost') || listed(loopback, address);
}

/** Whether a host is, or resolves to, an address that the public internet does not reach. */
export async function isPrivateHost(host: string): Promise<boolean> {
  const address = bare(host);
  if (isLoopback(address)) return true;
  if (isIP(address) !== 0) return listed(privateAddresses, address);
  try {
    const answers = await lookup(address, { all: true });
    return answers.some((answer) => listed(privateAddresses, answer.address));
  } catch {
    // Behind a proxy names need not resolve here; the connection itself will tell.
    return false;
  }
}

function bare(host: string): string {
  return host.replace(/^\[|\]$/g, '').toLowerCase();
}

function listed(list: BlockList, address: string): boolean {
  const family = isIP(address);
  if (family === 4) return list.check(address, 'ipv4');
  // A BlockList also knows IPv4 addresses in their mapped form (::ffff:10.0.0.1).
  return family === 6 && list.check(address, 'ipv6');
}
