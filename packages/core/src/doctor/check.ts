/** Something that a run depends on, and how it is. */
export interface Check {
  /** What it belongs to: `tools`, `signing`, or a registry with its side. */
  area: string;
  status: 'ok' | 'warn' | 'fail';
  message: string;
  /** What the reader can do about it. */
  hint?: string;
  /** Of the error behind it. */
  code?: string;
}
