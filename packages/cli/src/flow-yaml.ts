/** Plain in YAML's core schema, and no number, truth or null. */
const plain = /^(?![\d.+-]|(?:true|false|null|yes|no|on|off)$)[\w./@-][\w./@ -]*$/i;

/** A JSON value as YAML in one line, written as a person would. */
export function flowYaml(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flowYaml).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(([key, member]) => `${flowYaml(key)}: ${flowYaml(member)}`);
    return `{${members.join(', ')}}`;
  }
  if (typeof value !== 'string' || plain.test(value)) return String(value);
  return value.includes('\\') ? `'${value.replaceAll("'", "''")}'` : JSON.stringify(value);
}
