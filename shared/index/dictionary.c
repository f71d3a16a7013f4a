#include "index/dictionary.h"

#include <stdlib.h>

typedef struct {
    assay_term_cursor cursor;
    const assay_tombstones *tombstones;
    bool at_end;
} segment_words;

/* To the next term of the segment, or its end when that does not start with prefix. */
static assay_status advance(segment_words *words, assay_span prefix, assay_error *err) {
    bool more = false;
    ASSAY_TRY(assay_term_cursor_next(&more, &words->cursor, err));
    words->at_end = !more || !assay_span_starts(words->cursor.text, prefix);
    return ASSAY_OK;
}

static uint64_t live_records(const segment_words *words) {
    uint32_t df = 0;
    uint64_t cf = 0;
    if (words->tombstones != NULL)
        assay_tombstones_correction(&df, &cf, words->tombstones, words->cursor.term.ordinal);
    return words->cursor.term.df > df ? words->cursor.term.df - df : 0;
}

static const segment_words *least(const segment_words *words, size_t count) {
    const segment_words *best = NULL;
    for (size_t i = 0; i < count; i++)
        if (!words[i].at_end &&
            (best == NULL || assay_span_compare(words[i].cursor.text, best->cursor.text) < 0))
            best = &words[i];
    return best;
}

/* Passes over the terms that begin with these bytes. */
static assay_status pass_over(segment_words *words, size_t count, assay_span bytes,
                              assay_span prefix, assay_error *err) {
    for (size_t i = 0; i < count; i++) {
        if (words[i].at_end || !assay_span_starts(words[i].cursor.text, bytes))
            continue;
        ASSAY_TRY(assay_term_cursor_pass(&words[i].cursor, bytes.size, err));
        ASSAY_TRY(advance(&words[i], prefix, err));
    }
    return ASSAY_OK;
}

static assay_status merge(segment_words *words, size_t count, assay_span prefix,
                          size_t (*visit)(void *visitor, assay_span term, uint64_t df),
                          void *visitor, assay_error *err) {
    const segment_words *first;
    while ((first = least(words, count)) != NULL) {
        char bytes[ASSAY_TERM_BYTES_MAX];
        assay_span term = assay_span_make(bytes, first->cursor.text.size);
        memcpy(bytes, first->cursor.text.data, term.size);
        uint64_t df = 0;
        for (size_t i = 0; i < count; i++) {
            if (words[i].at_end || !assay_span_equal(words[i].cursor.text, term))
                continue;
            df += live_records(&words[i]);
            ASSAY_TRY(advance(&words[i], prefix, err));
        }
        size_t unwanted = df != 0 ? visit(visitor, term, df) : 0;
        if (unwanted == ASSAY_DICTIONARY_END)
            return ASSAY_OK;
        if (unwanted != 0)
            ASSAY_TRY(pass_over(words, count, assay_span_first(term, unwanted), prefix, err));
    }
    return ASSAY_OK;
}

assay_status assay_dictionary_walk(const assay_column_set *set, assay_span prefix,
                                   size_t (*visit)(void *visitor, assay_span term, uint64_t df),
                                   void *visitor, assay_error *err) {
    segment_words *words = calloc(set->count + 1, sizeof *words);
    if (words == NULL)
        return assay_fail_memory(err);
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < set->count && status == ASSAY_OK; i++) {
        words[i].tombstones = set->segments[i].tombstones;
        status = assay_term_cursor_seek(&words[i].cursor, set->segments[i].segment, prefix, err);
        if (status == ASSAY_OK)
            status = advance(&words[i], prefix, err);
    }
    if (status == ASSAY_OK)
        status = merge(words, set->count, prefix, visit, visitor, err);
    free(words);
    return status;
}

/* A visitor of all terms. */
typedef struct {
    bool (*visit)(void *visitor, assay_span term, uint64_t df);
    void *visitor;
} visitor_of_all;

static size_t visit_all(void *visitor, assay_span term, uint64_t df) {
    const visitor_of_all *all = visitor;
    return all->visit(all->visitor, term, df) ? 0 : ASSAY_DICTIONARY_END;
}

assay_status assay_dictionary_scan(const assay_column_set *set, assay_span prefix,
                                   bool (*visit)(void *visitor, assay_span term, uint64_t df),
                                   void *visitor, assay_error *err) {
    visitor_of_all all = {visit, visitor};
    return assay_dictionary_walk(set, prefix, visit_all, &all, err);
}
