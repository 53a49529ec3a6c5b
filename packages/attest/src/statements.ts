// What plugins need to say something about an image. It loads none of the code that signs and verifies.
export { envelopeBytes, maxEnvelopeBytes } from './envelope-limit.ts';
export { checkIdentity } from './identity-pattern.ts';
export { isProvenance, isSbom, predicateTypes } from './predicate-type.ts';
export {
  createStatement,
  parseStatement,
  type Statement,
  type StatementInput,
  type StatementSubject,
  statementPayloadType,
  statementType,
} from './statement.ts';
