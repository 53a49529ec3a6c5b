/** What may stand without quotes. */
const plain = /^[A-Za-z_./][\w./@: -]*$/;
/** What would then be read as something else: a key, a number, a truth, nothing. */
const ambiguous = /: |[: ]$|^\.\d|^(?:true|false|null|yes|no|on|off)$/i;

/** A JSON value as YAML in one line, written as a person would. */
export function flowYaml(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flowYaml).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(([key, member]) => `${flowYaml(key)}: ${flowYaml(member)}`);
    return `{${members.join(', ')}}`;
  }
  if (typeof value !== 'string' || (plain.test(value) && !ambiguous.test(value))) return String(value);
  return value.includes('\\') ? `'${value.replaceAll("'", "''")}'` : JSON.stringify(value);
}
