/* What a word typed in the shell may become: a command after a colon, the name of a field, a value of a field, a word of the index. */
#ifndef ASSAY_SEARCHER_SHELL_COMPLETION_H
#define ASSAY_SEARCHER_SHELL_COMPLETION_H
#include "search/search.h"

/* commands are names without their colon. *out is whole words, in the arena, the most likely first; what cannot be completed has none. */
void assay_shell_completions(const assay_span **out, size_t *count, assay_search *search,
                             const char *const *commands, size_t command_count, assay_arena *arena,
                             assay_span word);
#endif
