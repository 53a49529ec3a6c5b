/** A fault that the schema found, in words. */
export interface SchemaFault {
  code: string;
  message: string;
  hint: string;
  /** The key below the value that the fault is about. */
  key?: string;
  /** Point at the key instead of its value. */
  at?: 'key';
  /** Keys that were looked for in vain. */
  missing?: readonly string[];
}
