/* Lines a person types: edited, remembered and completed on a terminal; read as they come from anything else.
 *
 * On a terminal the lines of earlier sessions are in the file $ASSAY_HISTORY (~/.assay_history; none when it is empty) and Tab asks for
 * completions. One at a time, one thread: the line editor has but one state. */
#ifndef ASSAY_SEARCHER_SHELL_INPUT_H
#define ASSAY_SEARCHER_SHELL_INPUT_H
#include "base/arena.h"
#include "base/buffer.h"

/* What the word under the cursor may become: whole words in the arena, *count of them. */
typedef void assay_shell_complete(const assay_span **out, size_t *count, void *user,
                                  assay_arena *arena, assay_span word);

typedef struct {
    bool terminal;
    char *line; /* the last one read */
    size_t capacity;
    char *history; /* the file; NULL: none */
} assay_shell_input;

/* Borrows user until close. */
void assay_shell_input_open(assay_shell_input *out, assay_shell_complete *complete, void *user);
void assay_shell_input_close(assay_shell_input *input);
/* The next line without its end, until the next call; false at the end. */
bool assay_shell_input_next(assay_span *out, assay_shell_input *input, const char *prompt);
#endif
