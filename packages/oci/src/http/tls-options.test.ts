import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tlsOptions } from './tls-options.ts';

/** An authority that nobody else trusts; its key was thrown away. */
const own = `-----BEGIN CERTIFICATE-----
MIIBjjCCATOgAwIBAgIUZMgET3yscWM2vzoe3yyibJND+i8wCgYIKoZIzj0EAwIw
GzEZMBcGA1UEAwwQQSB0ZXN0IGF1dGhvcml0eTAgFw0yNjExMjMxODI3MzhaGA8y
MTI2MTAzMDE4MjczOFowGzEZMBcGA1UEAwwQQSB0ZXN0IGF1dGhvcml0eTBZMBMG
ByqGSM49AgEGCCqGSM49AwEHA0IABD1NOp9iw1/koXTzO1E3+2mhLwSjgc/VopG5
0c0XM8u2so1N0Q/lDvYWppdktNzYjrcPRC+wMgcVsZ/arzNHuLejUzBRMB0GA1Ud
DgQWBBRt4DSR3k5KL2JGBkCUev5Ysl/nsjAfBgNVHSMEGDAWgBRt4DSR3k5KL2JG
BkCUev5Ysl/nsjAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0kAMEYCIQDp
lK/i3H9aVuGWnKaSETwsbM2DlzKVY/Kcwzh1B5kypAIhAJ7kaRBGZsxyyzR21KxA
BG7Ptxp807hltB2hzVRuk/Be
-----END CERTIFICATE-----
`;

let directory: string;
const file = (name: string) => join(directory, name);

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tls-'));
  await writeFile(file('own.pem'), `some text before\n${own}`);
  await writeFile(file('usual.pem'), rootCertificates.slice(0, 3).join('\n'));
  await writeFile(file('empty.pem'), 'nothing');
  await writeFile(file('broken.pem'), '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
});

afterAll(() => rm(directory, { recursive: true }));

describe('tlsOptions', () => {
  it.each([
    ['nothing', undefined, undefined],
    ['what Node trusts already', undefined, 'usual.pem'],
    ['a SSL_CERT_FILE that is not there', undefined, 'none.pem'],
  ])('leaves it to Node for %s', (_, ca, shared) => {
    const environment = shared === undefined ? {} : { SSL_CERT_FILE: file(shared) };
    expect(tlsOptions(ca, environment)).toEqual({});
  });

  it.each([
    ["the registry's file", 'own.pem', {}],
    ['SSL_CERT_FILE', undefined, { SSL_CERT_FILE: 'own.pem' }],
  ])('adds those of %s', (_, ca, variables) => {
    const environment = Object.fromEntries(
      Object.entries(variables).map(([name, value]) => [name, file(value)]),
    );
    const options = tlsOptions(ca === undefined ? undefined : file(ca), environment);
    expect(options.secureContext).toBeDefined();
    expect(tlsOptions(ca === undefined ? undefined : file(ca), environment)).toBe(options);
  });

  it.each(['none.pem', 'empty.pem', 'broken.pem'])('refuses %s', (name) => {
    expect(() => tlsOptions(file(name), {})).toThrow(
      expect.objectContaining({ code: 'MIRROR_CERTIFICATE_INVALID', place: { file: file(name) } }),
    );
  });
});
