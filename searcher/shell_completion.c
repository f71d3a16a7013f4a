#include "shell_completion.h"

#include "search/completion.h"

enum { VALUES = 100 };

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

/* Values of several words are quoted, which the start that was typed is not: they come only where nothing else does. */
static void add_values(word_list *list, assay_search *search, assay_span word) {
    assay_completions found = {0};
    assay_query_field field;
    assay_span prefix;
    assay_error err;
    char before[64];
    if (assay_completion_split(&field, &prefix, word, &err) != ASSAY_OK ||
        word.size - prefix.size >= sizeof before - 1 ||
        (prefix.size == 0 && field == ASSAY_QUERY_FIELD_ANY) ||
        assay_search_complete(&found, search, list->arena, field, prefix, VALUES, &err) != ASSAY_OK)
        return;
    size_t size = word.size - prefix.size, single = 0;
    memcpy(before, word.data, size);
    before[size] = '\0';
    for (size_t i = 0; i < found.count; i++)
        if (assay_span_find_byte(found.items[i].text, ' ') == SIZE_MAX) {
            add(list, before, found.items[i].text, "");
            single++;
        }
    before[size] = '"';
    before[size + 1] = '\0';
    for (size_t i = 0; i < found.count && single == 0; i++)
        add(list, before, found.items[i].text, "\"");
}

void assay_shell_completions(const assay_span **out, size_t *count, assay_search *search,
                             const char *const *commands, size_t command_count, assay_arena *arena,
                             assay_span word) {
    word_list list = {.arena = arena};
    bool is_command = assay_span_starts(word, ASSAY_SPAN(":"));
    for (size_t i = 0; i < command_count && is_command; i++)
        if (assay_span_starts(assay_span_of(commands[i]), assay_span_skip(word, 1)))
            add(&list, ":", assay_span_of(commands[i]), " ");
    if (!is_command && word.size != 0) {
        add_fields(&list, word);
        add_values(&list, search, word);
    }
    *out = list.words;
    *count = list.count;
}
