const shortest = 8;

/**
 * How a secret may stand in bytes: as it is, as a part of an URL, of a JSON string, and in base64, whose text depends on how many
 * bytes come before it.
 */
function formsOf(secret: string): string[] {
  const encoded = [0, 1, 2].flatMap((before) => {
    const text = Buffer.from(`${'x'.repeat(before)}${secret}`)
      .toString('base64')
      .replace(/=+$/, '');
    // The first and the last characters hold bits of the neighbours too.
    const own = text.slice(before === 0 ? 0 : before + 1, -1);
    return [own, own.replaceAll('+', '-').replaceAll('/', '_')];
  });
  return [...new Set([secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), ...encoded])];
}

/** Finds secrets in bytes, in whatever form. */
export class SecretSearch {
  readonly #forms: readonly { name: string; form: string }[];

  /** @param secrets name → secret; the name is what a failure says */
  constructor(secrets: ReadonlyMap<string, string>) {
    this.#forms = [...secrets].flatMap(([name, secret]) =>
      secret.length < shortest ? [] : formsOf(secret).map((form) => ({ name, form })),
    );
  }

  /** The names of those that are in there. */
  in(bytes: Buffer | string): string[] {
    const found = this.#forms.filter(({ form }) => bytes.includes(form)).map(({ name }) => name);
    return [...new Set(found)];
  }
}
