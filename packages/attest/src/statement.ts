import { MirrorError } from '@multiarch-mirror/errors';

/** What in-toto statements travel as inside of a DSSE envelope. */
export const statementPayloadType = 'application/vnd.in-toto+json';

/** `_type` of the statements that are written; v0.1 is read as well, since the cosign CLI writes it. */
export const statementType = 'https://in-toto.io/Statement/v1';
const readableTypes: string[] = [statementType, 'https://in-toto.io/Statement/v0.1'];

/** What a statement is about (in-toto attestation framework, v1 ResourceDescriptor). */
export interface StatementSubject {
  name?: string;
  /** Algorithm to lower-case hex: `{sha256: '…'}`. */
  digest: Record<string, string>;
}

/**
 * An in-toto statement (in-toto attestation framework, spec/v1/statement.md). Verifiers parse it strictly: cosign 3 drops
 * a statement with any further field, at the top or in a subject, without a word. So these are all there are.
 */
export interface Statement {
  _type: string;
  subject: StatementSubject[];
  predicateType: string;
  predicate: unknown;
}

export interface StatementInput {
  subject: {
    /** `sha256:<hex>`. */
    digest: string;
    name?: string;
  };
  predicateType: string;
  /** Any JSON value; it is serialised once, when it is signed. */
  predicate: unknown;
}

/**
 * A statement v1 about one digest, with the known fields only.
 * @throws MirrorError MIRROR_STATEMENT_INVALID when the digest is not `sha256:<hex>` or the predicate type no URI.
 */
export function createStatement(input: StatementInput): Statement {
  if (!URL.canParse(input.predicateType)) {
    throw new MirrorError('MIRROR_STATEMENT_INVALID', `predicate type ${input.predicateType} is not a URI`);
  }
  const subject: StatementSubject = { digest: { sha256: sha256Hex(input.subject.digest) } };
  return {
    _type: statementType,
    subject: [input.subject.name === undefined ? subject : { name: input.subject.name, ...subject }],
    predicateType: input.predicateType,
    predicate: input.predicate,
  };
}

/**
 * A statement out of an envelope's payload, v1 or v0.1, unauthenticated.
 * @throws MirrorError MIRROR_STATEMENT_INVALID when it is no JSON, of another type, or has fields that strict readers refuse.
 */
export function parseStatement(payload: Uint8Array): Statement {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(payload).toString('utf8'));
  } catch (error) {
    throw new MirrorError('MIRROR_STATEMENT_INVALID', 'the statement is not JSON', { cause: error });
  }
  const fault = statementFault(value);
  if (fault !== undefined) throw new MirrorError('MIRROR_STATEMENT_INVALID', fault);
  return value as Statement;
}

const parsed = new WeakMap<Uint8Array, Statement>();

/** The same for a payload in memory that nobody changes, parsed once: documents are large. @throws what `parseStatement` throws */
export function statementIn(payload: Uint8Array): Statement {
  const statement = parsed.get(payload) ?? parseStatement(payload);
  parsed.set(payload, statement);
  return statement;
}

/** The hex part of a sha256 digest. @throws MirrorError MIRROR_STATEMENT_INVALID */
export function sha256Hex(digest: string): string {
  const hex = /^sha256:([0-9a-f]{64})$/.exec(digest)?.[1];
  if (hex === undefined) {
    throw new MirrorError('MIRROR_STATEMENT_INVALID', `${digest} is not a sha256 digest`);
  }
  return hex;
}

function statementFault(value: unknown): string | undefined {
  if (!isRecord(value)) return 'the statement is not an object';
  const unknown = Object.keys(value).find((key) => !statementFields.has(key));
  if (unknown !== undefined) return `the statement has the unknown field ${unknown}`;
  const { _type: type, predicateType, subject: subjects } = value;
  if (typeof type !== 'string' || !readableTypes.includes(type)) return "the statement's type is not known";
  if (typeof predicateType !== 'string') return 'the statement has no predicate type';
  if (!Array.isArray(subjects) || subjects.length === 0) return 'the statement has no subject';
  return subjects.every(isSubject) ? undefined : 'a subject of the statement is malformed';
}

const statementFields = new Set(['_type', 'subject', 'predicateType', 'predicate']);
/** All fields of a v1 ResourceDescriptor: further ones make strict readers drop the statement. */
const subjectFields = new Set([
  'name',
  'uri',
  'digest',
  'content',
  'downloadLocation',
  'mediaType',
  'annotations',
]);

function isSubject(value: unknown): boolean {
  return (
    isRecord(value) &&
    Object.keys(value).every((key) => subjectFields.has(key)) &&
    isRecord(value.digest) &&
    Object.values(value.digest).every((hex) => typeof hex === 'string')
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
