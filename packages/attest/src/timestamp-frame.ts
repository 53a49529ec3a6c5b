import { ASN1Obj, X509Certificate } from '@sigstore/core';

/** Of ASN.1 (X.690, section 8.1.2). */
const tags = {
  integer: 0x02,
  octets: 0x04,
  oid: 0x06,
  sequence: 0x30,
  set: 0x31,
  /** `[0]` and `[1]`, constructed. */
  zero: 0xa0,
  one: 0xa1,
} as const;

const digests = new Set(['2.16.840.1.101.3.4.2.1', '2.16.840.1.101.3.4.2.2', '2.16.840.1.101.3.4.2.3']);
/** ECDSA with SHA-2, RSA with and without its digest's name, RSA-PSS, Ed25519. */
const signatures = new Set([
  ...['2', '3', '4'].map((digest) => `1.2.840.10045.4.3.${digest}`),
  ...['1', '10', '11', '12', '13'].map((scheme) => `1.2.840.113549.1.1.${scheme}`),
  '1.3.101.112',
]);

/**
 * What of a timestamp its signature does not cover, and sigstore-js passes over: that it was granted (RFC 3161, section 2.4.2), what it is
 * wrapped in (RFC 5652, sections 5.1 and 5.3), and the authority's certificate in it.
 * @param authorities certificates of the trusted ones, those that sign
 * @throws Error where anything is not as it has to be
 */
export function checkTimestampFrame(response: Uint8Array, authorities: readonly X509Certificate[]): void {
  const [status, token, ...more] = children(ASN1Obj.parseBuffer(Buffer.from(response)), tags.sequence);
  const [granted] = children(status, tags.sequence);
  expect(granted !== undefined && hex(granted) === '020100', 'it was not granted');
  const [type, content, ...beside] = children(token, tags.sequence);
  expect(type?.tag.toDER() === tags.oid && more.length + beside.length === 0, 'more than a timestamp');
  const [signedData, ...others] = children(content, tags.zero);
  expect(others.length === 0, 'more than one');
  checkSignedData(children(signedData, tags.sequence), authorities);
}

function checkSignedData(parts: readonly ASN1Obj[], authorities: readonly X509Certificate[]): void {
  const [version, algorithms, info, ...rest] = parts;
  expect(version !== undefined && hex(version) === '020103', 'another version');
  const [type, content, ...more] = children(info, tags.sequence);
  const [signed, ...others] = children(content, tags.zero);
  expect(type?.tag.toDER() === tags.oid && signed?.tag.toDER() === tags.octets, 'other content');
  expect(more.length + others.length === 0, 'more content');
  const [signers, certificates, ...further] = rest.toReversed();
  expect(further.length === 0, 'more than certificates and signatures');
  const [signer, ...second] = children(signers, tags.set);
  expect(second.length === 0, 'more than one signature');
  const { digest, issuer, serial } = checkSigner(children(signer, tags.sequence));
  const named = children(algorithms, tags.set).map((one) => algorithmOf(one, digests));
  expect(named.includes(digest), 'another digest');
  if (certificates === undefined) return;
  const found = children(certificates, tags.zero).map((one) =>
    X509Certificate.parse(Buffer.from(one.toDER())),
  );
  const authority = authorities.find(
    (one) => one.issuer.equals(issuer.value) && one.serialNumber.equals(serial.value),
  );
  const isThere = authority === undefined || found.length === 0 || found.some((one) => one.equals(authority));
  expect(isThere, "the certificate in it is not its authority's");
}

function checkSigner(parts: readonly ASN1Obj[]): { digest: string; issuer: ASN1Obj; serial: ASN1Obj } {
  const [version, name, digest, attributes, algorithm, signature, unsigned, ...more] = parts;
  expect(version !== undefined && hex(version) === '020101', 'a signer of another version');
  const [issuer, serial, ...others] = children(name, tags.sequence);
  if (issuer?.tag.toDER() !== tags.sequence || serial?.tag.toDER() !== tags.integer)
    throw new TypeError('no name of a signer');
  children(attributes, tags.zero);
  algorithmOf(algorithm, signatures);
  expect(signature?.tag.toDER() === tags.octets, 'no signature');
  if (unsigned !== undefined) children(unsigned, tags.one);
  expect(others.length + more.length === 0, 'more than a signer');
  return { digest: algorithmOf(digest, digests), issuer, serial };
}

/** The object identifier of an algorithm without parameters, or with those of RSA-PSS. */
function algorithmOf(object: ASN1Obj | undefined, known: ReadonlySet<string>): string {
  const [name, parameters, ...more] = children(object, tags.sequence);
  const oid = name?.tag.toDER() === tags.oid ? name.toOID() : '';
  expect(known.has(oid) && more.length === 0, `the algorithm ${oid}`);
  expect(parameters === undefined || /^(?:0500|30.*)$/.test(hex(parameters)), 'parameters of an algorithm');
  return oid;
}

function children(object: ASN1Obj | undefined, tag: number): ASN1Obj[] {
  if (object?.tag.toDER() !== tag) throw new TypeError('it is no timestamp');
  return object.subs;
}

function hex(object: ASN1Obj): string {
  return object.toDER().toString('hex');
}

function expect(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new TypeError(otherwise);
}
