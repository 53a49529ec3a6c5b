import { data, Evaluator, Lexer, Parser } from '@actions/expressions';
import type { FunctionDefinition } from '@actions/expressions/funcs/info';
import { truthy } from '@actions/expressions/result';

/** What an expression can see: context → its content, as JSON. */
export type Contexts = Readonly<Record<string, unknown>>;

/** How the job has fared so far, or, for a job's own `if`, those that it needs. */
export type Status = 'success' | 'failure' | 'cancelled';

/** The value of one expression, by GitHub's own evaluator. @throws Error for an unknown context or function */
function evaluate(text: string, contexts: Contexts, status: Status): data.ExpressionData {
  const checks = statusChecks(status);
  const { tokens } = new Lexer(text).lex();
  const expression = new Parser(tokens, Object.keys(contexts), [...checks.values()]).parse();
  const dictionary = JSON.parse(JSON.stringify(contexts), data.reviver) as data.Dictionary;
  return new Evaluator(expression, dictionary, checks).evaluate();
}

const placeholder = /\$\{\{((?:'(?:[^']|'')*'|[^'])*?)\}\}/g;

/** A text with its `${{ }}` filled in. */
export function fill(text: string, contexts: Contexts, status: Status = 'success'): string {
  return text.replace(placeholder, (_, expression: string) =>
    evaluate(expression, contexts, status).coerceString(),
  );
}

/** The same where a value may be more than text, such as a matrix: an expression alone keeps its type. */
export function fillValue(value: unknown, contexts: Contexts): unknown {
  if (typeof value !== 'string') return value;
  const [whole, expression] = [...value.matchAll(placeholder)][0] ?? [];
  return whole === value.trim() && expression !== undefined
    ? (JSON.parse(JSON.stringify(evaluate(expression, contexts, 'success'), data.replacer)) as unknown)
    : fill(value, contexts);
}

/** Whether an `if` holds. Without a status check in it, `success()` is part of it (GitHub docs, "Expressions"). */
export function holds(condition: string | undefined, contexts: Contexts, status: Status): boolean {
  const [, inner] = /^\$\{\{([\s\S]*)\}\}$/.exec((condition ?? 'true').trim()) ?? [];
  const text = inner ?? condition ?? 'true';
  const checked = /\b(?:success|failure|always|cancelled)\s*\(/.test(text);
  return truthy(evaluate(checked ? text : `success() && (${text})`, contexts, status));
}

function statusChecks(status: Status): Map<string, FunctionDefinition> {
  const check = (name: string, holding: boolean): [string, FunctionDefinition] => [
    name,
    { name, minArgs: 0, maxArgs: 0, call: () => new data.BooleanData(holding) },
  ];
  return new Map([
    check('always', true),
    check('success', status === 'success'),
    check('failure', status === 'failure'),
    check('cancelled', status === 'cancelled'),
  ]);
}
