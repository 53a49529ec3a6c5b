import { byText } from '../stable-order.ts';
import { type Component, systemType } from './bom.ts';

/**
 * What is the same on every platform: packages are the same when purl and hashes are, operating systems when name and version are;
 * anything else belongs to its platform alone.
 */
export function componentKey(component: Component, platform: string): string {
  const { purl, hashes = [], type, name, version = '' } = component;
  if (purl !== undefined)
    return JSON.stringify([purl, ...hashes.map(({ alg, content }) => `${alg}:${content}`).sort(byText)]);
  if (type === systemType) return JSON.stringify([type, name, version]);
  return JSON.stringify([platform, component['bom-ref']]);
}
