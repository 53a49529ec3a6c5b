import { shortHash } from '../stable-order.ts';
import type { Bom } from './bom.ts';

/** Gives the BOM the serial number of its content, the last thing to be done to it: a UUID of version 8 (RFC 9562). */
export function seal(bom: Bom): Bom {
  const hex = shortHash(JSON.stringify({ ...bom, serialNumber: '' }), 32);
  const uuid = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
  return { ...bom, serialNumber: `urn:uuid:${uuid}` };
}
