#include "engine/feed.h"

#include <stdlib.h>

void assay_catalogue_feed_init(assay_catalogue_feed *feed) {
    *feed = (assay_catalogue_feed){0};
    assay_buffer_init(&feed->scratch, ASSAY_BUFFER_NO_CAP);
}

void assay_catalogue_feed_done(assay_catalogue_feed *feed) {
    free(feed->keys);
    free(feed->positions);
    assay_buffer_done(&feed->scratch);
    *feed = (assay_catalogue_feed){0};
}

static assay_status reserve(assay_catalogue_feed *feed, size_t count, assay_error *err) {
    if (count <= feed->capacity)
        return ASSAY_OK;
    if (count > UINT32_MAX)
        return assay_fail(err, ASSAY_E_LIMIT, "a record of %zu words", count);
    size_t room = count + count / 2 + 256;
    free(feed->keys);
    free(feed->positions);
    feed->keys = malloc(room * sizeof *feed->keys);
    feed->positions = malloc(room * sizeof *feed->positions);
    feed->capacity = feed->keys != NULL && feed->positions != NULL ? room : 0;
    return feed->capacity != 0 ? ASSAY_OK : assay_fail_memory(err);
}

static int compare_keys(const void *a, const void *b) {
    uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;
    return (left > right) - (left < right);
}

/* Occurrences grouped by term, each group one call: libxapian looks a term up once a call. */
static assay_status add_words(assay_xapian_document *document, assay_catalogue_feed *feed,
                              const assay_map *names, const char *prefix,
                              const assay_occurrences *words, assay_error *err) {
    ASSAY_TRY(reserve(feed, words->count, err));
    for (size_t i = 0; i < words->count; i++)
        feed->keys[i] = (uint64_t)words->items[i].term << 32 | i;
    qsort(feed->keys, words->count, sizeof *feed->keys, compare_keys);
    for (size_t i = 0; i < words->count;) {
        uint32_t term = (uint32_t)(feed->keys[i] >> 32), wdf = 0;
        size_t positions = 0;
        for (; i < words->count && (uint32_t)(feed->keys[i] >> 32) == term; i++) {
            const assay_occurrence *at = &words->items[(uint32_t)feed->keys[i]];
            wdf += at->wdf;
            if (at->position != ASSAY_NO_POSITION)
                feed->positions[positions++] = at->position;
        }
        assay_span name = assay_map_key(names, term);
        if (prefix[0] != 0) {
            assay_buffer_clear(&feed->scratch);
            assay_buffer_add_text(&feed->scratch, prefix);
            assay_buffer_add_span(&feed->scratch, name);
            ASSAY_TRY(assay_buffer_check(&feed->scratch, err));
            name = assay_buffer_span(&feed->scratch);
        }
        ASSAY_TRY(
            assay_xapian_document_add_term(document, name, wdf, feed->positions, positions, err));
    }
    return ASSAY_OK;
}

/* Without text only what finds a record by its identifiers: the identity, and identifiers beside it.
 */
static bool is_needed(assay_span name, assay_span identity) {
    if (name.data[0] == ASSAY_TERM_IDENTITY)
        return true;
    assay_span id = assay_span_skip(name, sizeof ASSAY_TERM_ID - 1);
    return assay_span_starts(name, ASSAY_SPAN(ASSAY_TERM_ID)) &&
           !assay_span_equal(id, assay_span_skip(identity, 1));
}

static assay_status add_filters(assay_xapian_document *document, const assay_terms *terms, bool all,
                                assay_error *err) {
    assay_span identity = {NULL, 0};
    for (size_t i = 0; i < terms->filters.count; i++) {
        assay_span name = assay_map_key(&terms->keywords, terms->filters.items[i]);
        if (name.data[0] == ASSAY_TERM_IDENTITY)
            identity = name;
        if (all || is_needed(name, identity))
            ASSAY_TRY(assay_xapian_document_add_term(document, name, 0, NULL, 0, err));
    }
    return ASSAY_OK;
}

static assay_status add_numbers(assay_xapian_document *document, const assay_terms *terms,
                                assay_error *err) {
    const assay_terms_column *columns = assay_terms_columns();
    for (size_t i = 0; i < ASSAY_TERMS_COLUMNS; i++) {
        if (!terms->has_column[i] || columns[i].slot < 0)
            continue;
        char encoded[16];
        size_t size = assay_xapian_number_encode(encoded, (double)terms->columns[i]);
        ASSAY_TRY(assay_xapian_document_set_value(document, (uint32_t)columns[i].slot,
                                                  assay_span_make(encoded, size), err));
    }
    return ASSAY_OK;
}

assay_status assay_catalogue_feed_fill(assay_xapian_document *document, assay_catalogue_feed *feed,
                                       const assay_terms *terms, bool with_text, assay_error *err) {
    ASSAY_TRY(add_filters(document, terms, with_text, err));
    if (!with_text)
        return ASSAY_OK;
    const assay_map *stems = assay_analyzer_terms(terms->analyzer);
    ASSAY_TRY(add_words(document, feed, stems, "", &terms->ranked, err));
    for (size_t i = 0; i < terms->prefix_count; i++)
        if (terms->words[i].count != 0)
            ASSAY_TRY(add_words(document, feed, stems, terms->prefixes[i], &terms->words[i], err));
    ASSAY_TRY(add_numbers(document, terms, err));
    return assay_xapian_document_set_value(document, ASSAY_SLOT_FIELDS,
                                           assay_buffer_span(&terms->places), err);
}
