#include "shell_completion.h"

typedef struct {
    assay_arena *arena;
    assay_span *words;
    size_t count, capacity;
} word_list;

/* Completions are a convenience: one that finds no memory is left out. */
static void add(word_list *list, const char *before, assay_span text, const char *after) {
    assay_error err;
    assay_span word;
    if (assay_arena_grow(list->arena, &list->words, &list->capacity, list->count,
                         sizeof *list->words, &err) == ASSAY_OK &&
        assay_arena_format(&word, list->arena, &err, "%s%.*s%s", before, ASSAY_SPAN_ARG(text),
                           after) == ASSAY_OK)
        list->words[list->count++] = word;
}

static void add_fields(word_list *list, assay_span prefix) {
    for (int f = 0; f < ASSAY_QUERY_FIELD_COUNT; f++) {
        assay_span name = assay_span_of(assay_fields_info((assay_query_field)f)->name);
        if (assay_span_starts(name, prefix))
            add(list, "", name, ":");
    }
}

void assay_shell_completions(const assay_span **out, size_t *count, assay_search *search,
                             const char *const *commands, size_t command_count, assay_arena *arena,
                             assay_span word) {
    word_list list = {.arena = arena};
    (void)search;
    if (assay_span_starts(word, ASSAY_SPAN(":")))
        for (size_t i = 0; i < command_count; i++) {
            if (assay_span_starts(assay_span_of(commands[i]), assay_span_skip(word, 1)))
                add(&list, ":", assay_span_of(commands[i]), " ");
        }
    else if (word.size != 0)
        add_fields(&list, word);
    *out = list.words;
    *count = list.count;
}
