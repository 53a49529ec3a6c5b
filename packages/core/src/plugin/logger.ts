/** Messages for the person at the terminal; the CLI decides what to show. Never a secret, never raw text from outside. */
export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
}
