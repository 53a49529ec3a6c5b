/** Something in the YAML that keeps it from being read, or that we do not let pass. */
export interface YamlFault {
  code: 'MIRROR_CONFIG_SYNTAX' | 'MIRROR_CONFIG_DUPLICATE_KEY';
  /** Where it begins in the text. */
  offset: number;
  message: string;
  hint: string;
  /** Where that stands which is here a second time. */
  first?: number;
}

export function syntaxFault(offset: number, message: string, hint: string): YamlFault {
  return { code: 'MIRROR_CONFIG_SYNTAX', offset, message, hint };
}
