export { branded } from './branded.ts';
export { MirrorError, type MirrorErrorOptions, toMirrorError } from './mirror-error.ts';
export { formatPlace, type Place, type Side } from './place.ts';
export { PolicyError } from './policy-error.ts';
export { printable } from './printable.ts';
export { processWide } from './process-wide.ts';
export { redact, registerSecret } from './redact.ts';
