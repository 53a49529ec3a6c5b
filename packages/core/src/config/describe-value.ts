const typeNames: Record<string, string> = {
  object: 'a map',
  array: 'a list',
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  null: 'empty',
};

/** Longer text would hide the message that it stands in. */
const longest = 60;

/** A type of JSON Schema as a reader of YAML calls it. */
export function typeName(type: unknown): string {
  return typeNames[String(type)] ?? String(type);
}

/** A value in a message. `written`: the scalar as the manifest has it. */
export function describeValue(data: unknown, written?: string): string {
  if (data === null) return 'empty';
  if (Array.isArray(data)) return 'a list';
  if (typeof data === 'object') return 'a map';
  return typeof data === 'string' ? JSON.stringify(shorten(data)) : shorten(written ?? scalarText(data));
}

/** A scalar as text; nothing for what is none. */
export function scalarText(data: unknown): string {
  const scalar = typeof data === 'string' || typeof data === 'number' || typeof data === 'boolean';
  return scalar ? String(data) : '';
}

/** Text in a message. */
export function shorten(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

/** `a, b or c`. */
export function either(words: readonly string[]): string {
  return words.join(', ').replace(/, ([^,]*)$/, ' or $1');
}
