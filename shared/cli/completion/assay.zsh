#compdef assay-indexer assay-searcher indexer searcher
# Completion of assay-indexer and assay-searcher for zsh: commands, options and their values, as the programs list them themselves.
local program=$words[1] command='' line name argument help
local -a lines parts options commands choices

lines=(${(f)"$(_call_program commands $program --list-commands 2>/dev/null)"})
for line in $lines; do
    parts=("${(@ps:\t:)line}")
    commands+=("$parts[1]:${parts[2]//:/\\:}")
    [[ $CURRENT -gt 2 && $words[2] == $parts[1] ]] && command=$parts[1]
done
lines=(${(f)"$(_call_program options $program $command --list-options 2>/dev/null)"})
for line in $lines; do
    parts=("${(@ps:\t:)line}")
    name=$parts[1] argument=$parts[2] help=$parts[3]
    if [[ -n $argument && $words[CURRENT-1] == $name ]]; then
        case $argument in
        *'|'*)
            choices=("${(@s:|:)argument}")
            compadd -a choices
            ;;
        FILE | DIR | PATH | RUN | INDEX) _files ;;
        esac
        return
    fi
    options+=("$name:${help//:/\\:}")
done
if [[ $words[CURRENT] == -* ]]; then
    _describe -o option options
elif ((CURRENT == 2)); then
    _describe command commands
else
    _files
fi
