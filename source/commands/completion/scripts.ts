type Script = (current: string) => string;

/**
 * No more than how a shell asks and shows: what is known is asked of the program, word by word, and no word is ever
 * run as a command. The word at the cursor goes behind `current`, since an empty one is lost in some shells. What the
 * package tab prints instead cannot be sourced twice, evaluates what was typed, and knows no paths.
 */
export const scripts = {bash, zsh, fish, powershell} satisfies Readonly<Record<string, Script>>;

/** As old as 3.2, and without the package bash-completion. */
function bash(current: string): string {
  return `# Tab completion of mcp-runbook for bash: source it, as often as you like.
_mcp_runbook() {
  local word=\${COMP_WORDS[COMP_CWORD]} line
  [ "$word" = = ] && word=
  COMPREPLY=()
  while IFS= read -r line; do
    case $line in
      :file) compopt -o filenames 2>/dev/null
        while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "$word") ;;
      :folder) compopt -o filenames 2>/dev/null
        while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -d -- "$word") ;;
      *) COMPREPLY+=("\${line%%$'\\t'*}") ;;
    esac
  done < <("\${COMP_WORDS[0]}" completion names -- "\${COMP_WORDS[@]:1:COMP_CWORD-1}" "${current}$word" 2>/dev/null </dev/null)
}
complete -F _mcp_runbook mcp-runbook
`;
}

function zsh(current: string): string {
  return `#compdef mcp-runbook
# Tab completion of mcp-runbook for zsh: source it after compinit, or keep it as _mcp-runbook in a folder of fpath.
_mcp_runbook() {
  local line
  local -a names
  for line in "\${(@f)$("\${(Q)words[1]}" completion names -- "\${(@Q)words[2,CURRENT-1]}" "${current}\${(Q)words[CURRENT]}" 2>/dev/null </dev/null)}"; do
    case $line in
      '') ;;
      :file) compset -P '--*='; _files ;;
      :folder) compset -P '--*='; _files -/ ;;
      *$'\\t'*) names+=("\${line%%$'\\t'*}:\${line#*$'\\t'}") ;;
      *) names+=("$line") ;;
    esac
  done
  (( $#names == 0 )) || _describe -V mcp-runbook names
}
if [ "$funcstack[1]" = _mcp-runbook ]; then _mcp_runbook "$@"; else compdef _mcp_runbook mcp-runbook; fi
`;
}

function fish(current: string): string {
  return `# Tab completion of mcp-runbook for fish: keep it as ~/.config/fish/completions/mcp-runbook.fish.
function __mcp_runbook_names
    set -l words (commandline -opc)
    set -l word (commandline -ct)
    set -l program $words[1]
    set -e words[1]
    for line in ($program completion names -- $words "${current}$word" 2>/dev/null </dev/null)
        switch $line
            case :file
                __fish_complete_path "$word"
            case :folder
                __fish_complete_directories "$word"
            case '*'
                echo $line
        end
    end
end
complete -c mcp-runbook -e
complete -c mcp-runbook -f -k -a '(__mcp_runbook_names)'
`;
}

/** Where it answers nothing, PowerShell offers files by itself. */
function powershell(current: string): string {
  return `# Tab completion of mcp-runbook for PowerShell: run it from $PROFILE.
Register-ArgumentCompleter -Native -CommandName mcp-runbook -ScriptBlock {
    param($word, $line, $cursor)
    $before = @($line.CommandElements | Select-Object -Skip 1 | Where-Object { $_.Extent.EndOffset -lt $cursor } | ForEach-Object { $_.ToString() })
    & $line.CommandElements[0].ToString() completion names -- @before "${current}$word" 2>$null | Where-Object { $_ -notmatch '^:' } | ForEach-Object {
        $name, $says = $_ -split "\`t", 2
        if (-not $says) { $says = $name }
        [System.Management.Automation.CompletionResult]::new($name, $name, 'ParameterValue', $says)
    }
}
`;
}
