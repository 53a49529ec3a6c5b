const units: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000 };

/** The schema of an option that says how long something may take; `description` says what. */
export function timeLimitSchema(description: string): Record<string, unknown> {
  return {
    type: 'string',
    description: `${description}: a number with \`s\`, \`m\` or \`h\`.`,
    pattern: '^[1-9][0-9]{0,5}[smh]$',
    patternErrorMessage: 'Write a number with s, m or h, such as 90s or 10m.',
    default: '10m',
    examples: ['90s', '10m', '1h'],
  };
}

/** Milliseconds of a time that `timeLimitSchema` has let through. */
export function timeLimit(time: string): number {
  return Number(time.slice(0, -1)) * (units[time.slice(-1)] ?? 0);
}
