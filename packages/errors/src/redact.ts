import { processWide } from './process-wide.ts';

const secrets = processWide('secrets', () => new Set<string>());
const mask = '***';

/** Marks a value that must never be seen: passwords, tokens, keys. Values under six characters cannot be masked sensibly. */
export function registerSecret(value: string | undefined): void {
  if (value === undefined || value.length < 6) return;
  secrets.add(value);
  // Secrets travel in these forms too: Basic credentials, JSON, URLs.
  secrets.add(encodeURIComponent(value));
  secrets.add(Buffer.from(value).toString('base64'));
}

/** JSON Web Tokens, Authorization headers, passwords in URLs, signatures of presigned URLs and PINs in URIs of keys need no registration. */
const patterns: [RegExp, string][] = [
  [/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, mask],
  // Sixteen at least: "basic authentication" is prose.
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{16,}/gi, `$1 ${mask}`],
  // Bounded: unbounded parts would try every end of a long word again.
  [/\b([a-z][a-z0-9+.-]{0,20}:\/\/[^/\s:@]{0,256}:)[^@\s/]{1,4096}@/gi, `$1${mask}@`],
  [
    /([?&](?:X-Amz-Signature|X-Amz-Security-Token|X-Amz-Credential|Signature|sig|token|access_token)=)[^&\s"']+/gi,
    `$1${mask}`,
  ],
  // A key of PKCS #11 (RFC 7512, section 2.3); its attributes are parted by either sign.
  [/(\bpin-value=)[^&;\s"'`]+/gi, `$1${mask}`],
];

/** The text without any secret that was registered or that can be recognised. */
export function redact(text: string): string {
  let result = text;
  // Longer ones first: a secret may hold another one.
  for (const secret of [...secrets].sort((a, b) => b.length - a.length))
    result = result.replaceAll(secret, mask);
  for (const [pattern, replacement] of patterns) result = result.replace(pattern, replacement);
  return result;
}
