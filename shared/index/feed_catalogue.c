#include "index/feed.h"

#include <stdlib.h>

void assay_catalogue_feed_init(assay_catalogue_feed *feed) {
    *feed = (assay_catalogue_feed){0};
    assay_buffer_init(&feed->scratch, ASSAY_BUFFER_NO_CAP);
}

void assay_catalogue_feed_done(assay_catalogue_feed *feed) {
    free(feed->rounds);
    free(feed->first);
    free(feed->last);
    free(feed->next);
    free(feed->met);
    free(feed->positions);
    assay_buffer_done(&feed->scratch);
    *feed = (assay_catalogue_feed){0};
}

static bool grow(uint32_t **items, size_t capacity) {
    uint32_t *moved = realloc(*items, capacity * sizeof *moved);
    if (moved != NULL)
        *items = moved;
    return moved != NULL;
}

static assay_status reserve_terms(assay_catalogue_feed *feed, size_t terms, assay_error *err) {
    if (terms <= feed->term_capacity)
        return ASSAY_OK;
    size_t room = terms + terms / 2 + 1024;
    if (!grow(&feed->rounds, room) || !grow(&feed->first, room) || !grow(&feed->last, room))
        return assay_fail_memory(err);
    memset(feed->rounds + feed->term_capacity, 0,
           (room - feed->term_capacity) * sizeof *feed->rounds);
    feed->term_capacity = room;
    return ASSAY_OK;
}

static assay_status reserve(assay_catalogue_feed *feed, size_t count, assay_error *err) {
    if (count <= feed->capacity)
        return ASSAY_OK;
    if (count > UINT32_MAX / 2)
        return assay_fail(err, ASSAY_E_LIMIT, "a record of %zu words", count);
    size_t room = count + count / 2 + 256;
    if (!grow(&feed->next, room) || !grow(&feed->met, room) || !grow(&feed->positions, room))
        return assay_fail_memory(err);
    feed->capacity = room;
    return ASSAY_OK;
}

#define LAST_OCCURRENCE UINT32_MAX

/* Chains the occurrences by term; returns how many terms there are. */
static size_t chain(assay_catalogue_feed *feed, const assay_occurrences *words) {
    size_t met = 0;
    if (++feed->round == 0) {
        memset(feed->rounds, 0, feed->term_capacity * sizeof *feed->rounds);
        feed->round = 1;
    }
    for (uint32_t i = 0; i < words->count; i++) {
        uint32_t term = words->items[i].term;
        feed->next[i] = LAST_OCCURRENCE;
        if (feed->rounds[term] == feed->round) {
            feed->next[feed->last[term]] = i;
        } else {
            feed->rounds[term] = feed->round;
            feed->first[term] = i;
            feed->met[met++] = term;
        }
        feed->last[term] = i;
    }
    return met;
}

static assay_status add_word(assay_xapian_document *document, assay_catalogue_feed *feed,
                             assay_span name, const assay_occurrences *words, uint32_t term,
                             assay_error *err) {
    uint32_t wdf = 0;
    size_t positions = 0;
    for (uint32_t i = feed->first[term]; i != LAST_OCCURRENCE; i = feed->next[i]) {
        wdf += words->items[i].wdf;
        if (words->items[i].position != ASSAY_NO_POSITION)
            feed->positions[positions++] = words->items[i].position;
    }
    return assay_xapian_document_add_term(document, name, wdf, feed->positions, positions, err);
}

/* Occurrences grouped by term, each group one call: libxapian looks a term up once a call. */
static assay_status add_words(assay_xapian_document *document, assay_catalogue_feed *feed,
                              const assay_map *names, const char *prefix,
                              const assay_occurrences *words, assay_error *err) {
    ASSAY_TRY(reserve_terms(feed, assay_map_count(names), err));
    ASSAY_TRY(reserve(feed, words->count, err));
    size_t met = chain(feed, words);
    for (size_t i = 0; i < met; i++) {
        assay_span name = assay_map_key(names, feed->met[i]);
        if (prefix[0] != 0) {
            assay_buffer_clear(&feed->scratch);
            assay_buffer_add_text(&feed->scratch, prefix);
            assay_buffer_add_span(&feed->scratch, name);
            ASSAY_TRY(assay_buffer_check(&feed->scratch, err));
            name = assay_buffer_span(&feed->scratch);
        }
        ASSAY_TRY(add_word(document, feed, name, words, feed->met[i], err));
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
