/** A key as `cosign --key` takes it, and the PIN that was in it. */
export interface KeyReference {
  /** Without the PIN: it may be shown, and stand in the arguments of a program. */
  reference: string;
  pin: string | undefined;
}

/**
 * Takes the PIN out of a key's URI (`pin-value`; RFC 7512, section 2.3), which everybody on the machine could read in the arguments of cosign.
 * Other keys are what they are.
 * @throws URIError for a PIN that is not percent-encoded as it has to be; it is not in the error
 */
export function splitPin(key: string): KeyReference {
  const start = key.indexOf('?');
  if (!key.startsWith('pkcs11:') || start < 0) return { reference: key, pin: undefined };
  // Both signs are in use, and cosign reads both.
  const attributes = key.slice(start + 1).split(/[&;]/);
  const isPin = (attribute: string): boolean => /^pin-value=/i.test(attribute.replaceAll(/%2d/gi, '-'));
  const kept = attributes.filter((attribute) => !isPin(attribute));
  const pin = attributes.find(isPin);
  return {
    reference: kept.length === 0 ? key.slice(0, start) : `${key.slice(0, start)}?${kept.join('&')}`,
    pin: pin === undefined ? undefined : decode(pin.slice(pin.indexOf('=') + 1)),
  };
}

function decode(value: string): string {
  // As Go's url.QueryUnescape does it.
  return decodeURIComponent(value.replaceAll('+', ' '));
}
