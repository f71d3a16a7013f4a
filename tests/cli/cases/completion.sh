# Completion in shells: what the scripts offer is what the programs' own tables say.
root=$(readlink -f sample)/../..
echo "-- the lists are the help"
for command in $(searcher --list-commands | cut -f1 | grep -v help); do
    searcher "$command" --help | grep -oE '^ +(-., )?--[a-z0-9-]+' | grep -oE -- '--[a-z0-9-]+' >from_help
    searcher "$command" --list-options | cut -f1 | grep -- '^--' | cmp - from_help || echo "searcher $command"
done
for command in $(indexer --list-commands | cut -f1 | grep -v help); do
    indexer "$command" --help | grep -oE '^ +(-., )?--[a-z0-9-]+' | grep -oE -- '--[a-z0-9-]+' >from_help
    indexer "$command" --list-options | cut -f1 | grep -- '^--' | cmp - from_help || echo "indexer $command"
done
searcher --list-options >unnamed
searcher search --list-options | cmp - unnamed && echo "a search's when no command is named"
cat >ask.bash <<'END'
source "$1"
shift
ask() {
    COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
    _assay
    echo "$*: ${COMPREPLY[*]}"
}
mkdir -p folder && touch folder/one.json folder/two.json
ask searcher sim
ask searcher search --eng
ask searcher search --engine ''
ask searcher search --engine x
ask searcher search --engine = r
ask searcher --rank d
ask searcher show -d fold
ask searcher show -f ''
ask searcher search --limit ''
ask indexer del
ask indexer add --on-error ''
ask indexer add folder/t
ask searcher nonsense --eng
END
echo "-- bash"
bash ask.bash "$root/shared/cli/completion/assay.bash"
bash -n "$root/shared/cli/completion/assay.bash" && echo sound
if command -v zsh >/dev/null; then
    zsh -n "$root/shared/cli/completion/assay.zsh" || echo "zsh does not read assay.zsh"
fi
