#include "shell_input.h"

#include <editline/readline.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { HISTORY_LINES = 2000 };

/* libedit's readline interface calls back without a context. */
static struct {
    assay_shell_complete *complete;
    void *user;
    assay_arena arena;
    const assay_span *words;
    size_t count;
} completing;

/* Gives each completion in turn, allocated as the editor frees it. */
static char *next_completion(const char *word, int state) {
    (void)word;
    if (state < 0 || (size_t)state >= completing.count)
        return NULL;
    assay_span text = completing.words[state];
    char *copy = malloc(text.size + 1);
    if (copy == NULL)
        return NULL;
    memcpy(copy, text.data, text.size);
    copy[text.size] = '\0';
    return copy;
}

static char **completions(const char *word, int begin, int end) {
    (void)begin;
    (void)end;
    rl_attempted_completion_over = 1; /* never file names */
    rl_completion_append_character = '\0';
    assay_arena_reset(&completing.arena);
    completing.count = 0;
    completing.complete(&completing.words, &completing.count, completing.user, &completing.arena,
                        assay_span_of(word));
    return completing.count != 0 ? rl_completion_matches(word, next_completion) : NULL;
}

static char *history_path(void) {
    const char *given = getenv("ASSAY_HISTORY"), *home = getenv("HOME");
    assay_buffer path;
    if (given != NULL)
        return given[0] != '\0' ? strdup(given) : NULL;
    if (home == NULL || home[0] == '\0')
        return NULL;
    assay_buffer_init(&path, 4096);
    assay_buffer_format(&path, "%s/.assay_history", home);
    assay_buffer_add_byte(&path, '\0');
    char *copy = path.failed == ASSAY_OK ? strdup(path.data) : NULL;
    assay_buffer_done(&path);
    return copy;
}

void assay_shell_input_open(assay_shell_input *out, assay_shell_complete *complete, void *user) {
    *out = (assay_shell_input){.terminal = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO)};
    if (!out->terminal)
        return;
    setlocale(LC_CTYPE, ""); /* the editor counts characters as the terminal does */
    assay_arena_init(&completing.arena);
    completing.complete = complete;
    completing.user = user;
    rl_readline_name = "assay-searcher";
    rl_initialize();
    rl_attempted_completion_function = completions;
    rl_completer_word_break_characters = " \t\n()\"+";
    using_history();
    stifle_history(HISTORY_LINES);
    out->history = history_path();
    if (out->history != NULL)
        read_history(out->history);
}

void assay_shell_input_close(assay_shell_input *input) {
    if (input->terminal) {
        clear_history();
        assay_arena_done(&completing.arena);
    }
    free(input->line);
    free(input->history);
    *input = (assay_shell_input){0};
}

/* Written after each line: a session that is killed forgets nothing. */
static void remember(const assay_shell_input *input) {
    HIST_ENTRY *last = history_length > 0 ? history_get(history_base + history_length - 1) : NULL;
    if (input->line[0] == '\0' || (last != NULL && strcmp(last->line, input->line) == 0))
        return;
    add_history(input->line);
    if (input->history != NULL)
        write_history(input->history);
}

bool assay_shell_input_next(assay_span *out, assay_shell_input *input, const char *prompt) {
    if (input->terminal) {
        free(input->line);
        input->line = readline(prompt);
        if (input->line == NULL)
            return false;
        remember(input);
        *out = assay_span_of(input->line);
        return true;
    }
    ssize_t size = getline(&input->line, &input->capacity, stdin);
    if (size < 0)
        return false;
    *out = assay_span_make(input->line, (size_t)size);
    return true;
}
