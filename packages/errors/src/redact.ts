const secrets = new Set<string>();
const mask = '***';

/** Marks a value that must never be seen: passwords, tokens, keys. Values under six characters cannot be masked sensibly. */
export function registerSecret(value: string | undefined): void {
  if (value === undefined || value.length < 6) return;
  secrets.add(value);
  // Secrets travel in these forms too: Basic credentials, JSON, URLs.
  secrets.add(encodeURIComponent(value));
  secrets.add(Buffer.from(value).toString('base64'));
}

/** JSON Web Tokens, Authorization headers, passwords in URLs and signatures of presigned URLs need no registration. */
const patterns: [RegExp, string][] = [
  [/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, mask],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{6,}/gi, `$1 ${mask}`],
  [/(\w+:\/\/[^/\s:@]*:)[^@\s/]+@/g, `$1${mask}@`],
  [
    /([?&](?:X-Amz-Signature|X-Amz-Security-Token|X-Amz-Credential|Signature|sig|token|access_token)=)[^&\s"']+/gi,
    `$1${mask}`,
  ],
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
