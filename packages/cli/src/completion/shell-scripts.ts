import type { Shell } from './shells.ts';

/** The text as it stands there, with nothing read into it. */
function script({ raw }: TemplateStringsArray): string {
  return raw.join('').replaceAll('\\${', '${');
}

/**
 * What a shell needs to complete `mirror`: it asks the program itself (`mirror __complete -- WORDS`), which answers `files` or
 * `values` on the first line, then a value on each, with a tab before its description.
 */
export const shellScripts: Readonly<Record<Shell, string>> = {
  bash: script`# mirror in bash. For every shell: source <(mirror completion bash) in ~/.bashrc
_mirror() {
  local current="\${COMP_WORDS[COMP_CWORD]}" kind="" line
  [[ "$current" == "=" ]] && current=""
  COMPREPLY=()
  while IFS= read -r line; do
    if [[ -z "$kind" ]]; then kind="$line"; else COMPREPLY+=("\${line%%$'\t'*}"); fi
  done < <("\${COMP_WORDS[0]}" __complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  if [[ "$kind" == files ]]; then
    compopt -o filenames 2>/dev/null
    while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "$current")
  fi
}
complete -F _mirror mirror
`,
  zsh: script`#compdef mirror
# mirror in zsh. For every shell: source <(mirror completion zsh) in ~/.zshrc, behind compinit
_mirror() {
  local -a found described
  local line
  found=("\${(@f)$("\${words[1]}" __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ "\${found[1]}" == files ]]; then
    [[ "\${words[CURRENT]}" == --*=* ]] && compset -P '*='
    _files
    return
  fi
  for line in "\${(@)found[2,-1]}"; do
    described+=("\${\${line%%$'\t'*}//:/\\:}:\${line#*$'\t'}")
  done
  _describe -t values mirror described
}
if [[ "\${funcstack[1]}" == _mirror ]]; then _mirror "$@"; else compdef _mirror mirror; fi
`,
  fish: script`# mirror in fish. For every shell: mirror completion fish > ~/.config/fish/completions/mirror.fish
function __mirror_complete
  set -l words (commandline -opc)
  set -l current (commandline -ct)
  set -l found (command $words[1] __complete -- $words[2..-1] "$current" 2>/dev/null)
  if test "$found[1]" = files
    set -l option (string match -r '^--[^=]*=' -- "$current")
    for path in (__fish_complete_path (string replace -r '^--[^=]*=' '' -- "$current"))
      printf '%s\n' "$option$path"
    end
  else
    printf '%s\n' $found[2..-1]
  end
end
complete -c mirror -f -a '(__mirror_complete)'
`,
};
