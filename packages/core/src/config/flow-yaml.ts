/** What may stand without quotes: what begins with a digit only where it is a path. */
const plain = /^(?:[A-Za-z_./]|\d[\w.:-]*\/)[\w./@: -]*$/;
/** What would then be read as something else: a key, a number, a truth, nothing. */
const ambiguous = /: |[: ]$|^\.\d|^(?:true|false|null|yes|no|on|off)$/i;

/** A JSON value as YAML in one line, written as a person would. */
export function flowYaml(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flowYaml).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(([key, member]) => `${flowYaml(key)}: ${flowYaml(member)}`);
    return `{${members.join(', ')}}`;
  }
  return typeof value === 'string' ? scalarYaml(value) : String(value);
}

/**
 * A text of one line as YAML. @param quotes it stands in, needed or not; @param usual those that it stands in where it needs some
 */
export function scalarYaml(
  value: string,
  quotes?: 'single' | 'double',
  usual: 'single' | 'double' = 'double',
): string {
  if (quotes === undefined && plain.test(value) && !ambiguous.test(value)) return value;
  // A backslash means itself in single quotes alone; JSON has no others.
  const single = (quotes ?? (value.includes('\\') ? 'single' : usual)) === 'single';
  return single ? `'${value.replaceAll("'", "''")}'` : JSON.stringify(value);
}
