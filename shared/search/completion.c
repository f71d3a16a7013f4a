#include "search/completion.h"

#include "index/dictionary.h"
#include "index/keyword.h"
#include "search/search_internal.h"
#include "text/unicode.h"

/* The best so far: a heap whose root is the worst of them. */
typedef struct {
    assay_arena *arena;
    assay_completion *items;
    size_t count, capacity, max, found, skip;
    bool people; /* the words are of names */
    assay_status status;
    assay_error *err;
} best_words;

/* < 0: a stands before b in the answer. */
static int order(const assay_completion *a, const assay_completion *b) {
    if (a->records != b->records)
        return a->records > b->records ? -1 : 1;
    return assay_span_compare(a->text, b->text);
}

static void sift_down(assay_completion *items, size_t count, size_t at) {
    for (;;) {
        size_t child = 2 * at + 1;
        if (child >= count)
            return;
        if (child + 1 < count && order(&items[child + 1], &items[child]) > 0)
            child++;
        if (order(&items[child], &items[at]) <= 0)
            return;
        assay_completion moved = items[at];
        items[at] = items[child];
        items[child] = moved;
        at = child;
    }
}

static void sift_up(assay_completion *items, size_t at) {
    while (at != 0 && order(&items[at], &items[(at - 1) / 2]) > 0) {
        assay_completion moved = items[at];
        items[at] = items[(at - 1) / 2];
        items[(at - 1) / 2] = moved;
        at = (at - 1) / 2;
    }
}

static assay_status keep(best_words *best, assay_completion word) {
    bool full = best->count == best->max;
    if (full && (best->max == 0 || order(&word, &best->items[0]) > 0))
        return ASSAY_OK;
    ASSAY_TRY(assay_arena_copy(&word.text, best->arena, word.text, best->err));
    if (full) {
        best->items[0] = word;
        sift_down(best->items, best->count, 0);
        return ASSAY_OK;
    }
    ASSAY_TRY(assay_arena_grow(best->arena, &best->items, &best->capacity, best->count,
                               sizeof *best->items, best->err));
    best->items[best->count] = word;
    sift_up(best->items, best->count++);
    return ASSAY_OK;
}

static bool visit(void *visitor, assay_span term, uint64_t df) {
    best_words *best = visitor;
    if (best->people && term.size == best->skip + 1) /* an initial, which is nobody's name */
        return true;
    best->found++;
    best->status = keep(best, (assay_completion){assay_span_skip(term, best->skip), df});
    return best->status == ASSAY_OK;
}

/* Takes the worst away again and again, so that the best stands first. */
static void sort_best(best_words *best) {
    for (size_t left = best->count; left > 1; left--) {
        assay_completion worst = best->items[0];
        best->items[0] = best->items[left - 1];
        best->items[left - 1] = worst;
        sift_down(best->items, left - 1, 0);
    }
}

/* ---- what stands in the dictionary ---- */

/* Fields whose values stand whole under another name. */
static assay_query_field whole_values_of(assay_query_field field) {
    switch (field) {
    case ASSAY_QUERY_FIELD_MESH:
    case ASSAY_QUERY_FIELD_MESH_MAJOR:
        return ASSAY_QUERY_FIELD_MESH_EXACT;
    case ASSAY_QUERY_FIELD_CONDITION:
        return ASSAY_QUERY_FIELD_CONDITION_EXACT;
    default:
        return field;
    }
}

/* The prefix as words of text are folded: hyphens and apostrophes left out, as in "il2". */
static void fold_word(assay_buffer *out, assay_span prefix) {
    assay_buffer folded;
    assay_buffer_init(&folded, ASSAY_BUFFER_NO_CAP);
    assay_unicode_fold_text(&folded, prefix);
    for (size_t at = 0; at < folded.size;) {
        uint32_t code;
        assay_char one[ASSAY_UNICODE_FOLD_MAX];
        assay_span text = assay_buffer_span(&folded);
        size_t size = assay_unicode_decode(&code, text, at);
        (void)assay_unicode_fold(one, code);
        if (one[0].kind == ASSAY_CHAR_GREEK)
            assay_buffer_add_span(out, assay_unicode_greek_name(one[0].code));
        else if (one[0].kind != ASSAY_CHAR_HYPHEN && one[0].kind != ASSAY_CHAR_MINUS &&
                 one[0].kind != ASSAY_CHAR_APOSTROPHE)
            assay_buffer_add(out, text.data + at, size);
        at += size;
    }
    if (folded.failed != ASSAY_OK)
        out->failed = folded.failed;
    assay_buffer_done(&folded);
}

/* Where the terms begin, and how much of them is not shown. */
static assay_status dictionary_prefix(assay_buffer *out, size_t *skip, assay_query_field field,
                                      assay_span prefix, assay_error *err) {
    const assay_query_field whole = whole_values_of(field);
    const assay_schema_field *store = assay_schema_field_of(whole);
    const char form[] = {ASSAY_TERM_FORM, '\0'}, stem[] = {ASSAY_TERM_RANKED, '\0'};
    bool ranked = store->store == ASSAY_STORE_RANKED, words = store->store == ASSAY_STORE_WORDS;
    if (store->store != ASSAY_STORE_KEYWORD && !ranked && !words)
        return assay_fail(err, ASSAY_E_USAGE, "%s keeps no words to complete",
                          assay_fields_info(field)->name);
    assay_buffer_add_text(out, ranked ? form : store->prefix);
    assay_buffer_add_text(out, words ? stem : "");
    *skip = out->size;
    if (ranked || words)
        fold_word(out, assay_span_trim(prefix));
    else
        assay_keyword_fold(out, whole, prefix);
    return assay_buffer_check(out, err);
}

static bool names_people(assay_query_field field) {
    return field == ASSAY_QUERY_FIELD_AUTHOR || field == ASSAY_QUERY_FIELD_FIRST_AUTHOR ||
           field == ASSAY_QUERY_FIELD_LAST_AUTHOR || field == ASSAY_QUERY_FIELD_SUBJECT_NAME;
}

static assay_status gather(best_words *best, assay_search *search, assay_span prefix) {
    const assay_open_segment *segments = NULL;
    size_t count = 0;
    ASSAY_TRY(assay_reader_segments(&segments, &count, search->reader, best->err));
    const assay_column_set set = {segments, count};
    ASSAY_TRY(assay_dictionary_scan(&set, prefix, visit, best, best->err));
    return best->status;
}

assay_status assay_search_complete(assay_completions *out, assay_search *search, assay_arena *arena,
                                   assay_query_field field, assay_span prefix, size_t max,
                                   assay_error *err) {
    best_words best = {.arena = arena,
                       .max = max < ASSAY_COMPLETION_MAX ? max : ASSAY_COMPLETION_MAX,
                       .people = names_people(field),
                       .status = ASSAY_OK,
                       .err = err};
    assay_buffer from;
    assay_buffer_init(&from, ASSAY_BUFFER_NO_CAP);
    assay_status status = dictionary_prefix(&from, &best.skip, field, prefix, err);
    if (status == ASSAY_OK)
        status = gather(&best, search, assay_buffer_span(&from));
    assay_buffer_done(&from);
    ASSAY_TRY(status);
    sort_best(&best);
    if (assay_schema_field_of(whole_values_of(field))->store == ASSAY_STORE_WORDS)
        ASSAY_TRY(search_complete_stems(best.items, best.count, search, arena, field, err));
    *out = (assay_completions){best.items, best.count, best.found};
    return ASSAY_OK;
}

assay_status assay_completion_split(assay_query_field *field, assay_span *prefix, assay_span text,
                                    assay_error *err) {
    assay_span rest = text, name = assay_span_cut(&rest, ':');
    *field = ASSAY_QUERY_FIELD_ANY;
    *prefix = text;
    if (rest.data == NULL)
        return ASSAY_OK;
    if (!assay_fields_find(field, name)) {
        const char *near[1];
        size_t count = assay_fields_nearest(near, 1, name);
        return assay_fail(err, ASSAY_E_USAGE, "unknown field \"%.*s\"%s%s",
                          ASSAY_SPAN_ARG(assay_span_first(name, 60)),
                          count != 0 ? "; the nearest is " : "", count != 0 ? near[0] : "");
    }
    if (rest.size != 0 && rest.data[0] == '"')
        rest = assay_span_skip(rest, 1);
    *prefix = rest;
    return ASSAY_OK;
}
