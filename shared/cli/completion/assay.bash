# Completion of assay-indexer and assay-searcher for bash: commands, options and their values, as the programs list them themselves.
_assay() {
    local program=${COMP_WORDS[0]} current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
    local command='' name argument help choices=''
    COMPREPLY=()
    if ((COMP_CWORD > 1)) && "$program" --list-commands 2>/dev/null | cut -f1 | grep -qxF -e "${COMP_WORDS[1]}"; then
        command=${COMP_WORDS[1]}
    fi
    # readline parts --name=value into three words
    if [[ $before == '=' ]]; then
        before=${COMP_WORDS[COMP_CWORD - 2]}
    elif [[ $current == '=' ]]; then
        current=''
    fi
    while IFS=$'\t' read -r name argument help; do
        if [[ $name == "$before" && -n $argument ]]; then
            case $argument in
            *'|'*) mapfile -t COMPREPLY < <(compgen -W "${argument//|/ }" -- "$current") ;;
            FILE | DIR | PATH | RUN | INDEX) mapfile -t COMPREPLY < <(compgen -f -- "$current") ;;
            esac
            return
        fi
        choices+="$name "
    done < <("$program" $command --list-options 2>/dev/null | sed -E 's/\t\t/\t \t/')
    if [[ $current == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$choices" -- "$current")
    elif ((COMP_CWORD == 1)); then
        mapfile -t COMPREPLY < <(compgen -W "$("$program" --list-commands 2>/dev/null | cut -f1)" -- "$current")
    else
        mapfile -t COMPREPLY < <(compgen -f -- "$current")
    fi
}
complete -o filenames -o bashdefault -F _assay assay-indexer assay-searcher indexer searcher
