#include "base/bytes.h"
#include "records/record.h"

#define XXH_STATIC_LINKING_ONLY /* the state is kept on the stack */
#include <xxhash.h>

/* Strings go in behind their length, lists behind their count, so that no two records give the same
 * bytes; numbers are little-endian, so that every machine agrees. */
static void add_number(XXH3_state_t *state, uint64_t value) {
    uint64_t little =
        assay_load_u64(&value); /* its bytes in the order of a little-endian machine */
    (void)XXH3_128bits_update(state, &little, sizeof little);
}

static void add_span(XXH3_state_t *state, assay_span text) {
    add_number(state, text.size);
    if (text.size != 0)
        (void)XXH3_128bits_update(state, text.data, text.size);
}

static void add_spans(XXH3_state_t *state, const assay_span *spans, size_t count) {
    for (size_t i = 0; i < count; i++)
        add_span(state, spans[i]);
}

static void add_double(XXH3_state_t *state, double value) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    add_number(state, bits);
}

static void add_lists(XXH3_state_t *state, const assay_record *record) {
    for (size_t i = 0; i < ASSAY_FIELD_COUNT; i++)
        if (record->text[i].count != 0) {
            add_number(state, (uint64_t)i << 32 | record->text[i].count);
            add_spans(state, record->text[i].items, record->text[i].count);
        }
    add_number(state, record->ids.count);
    for (size_t i = 0; i < record->ids.count; i++) {
        add_span(state, record->ids.items[i].scheme);
        add_span(state, record->ids.items[i].value);
    }
    add_number(state, record->locations.count);
    for (size_t i = 0; i < record->locations.count; i++) {
        const assay_record_location *at = &record->locations.items[i];
        const assay_span spans[] = {at->facility, at->city,    at->state,
                                    at->zip,      at->country, at->status};
        add_spans(state, spans, sizeof spans / sizeof *spans);
        add_number(state, at->has_point);
        add_double(state, at->latitude);
        add_double(state, at->longitude);
    }
    add_number(state, record->references.count);
    for (size_t i = 0; i < record->references.count; i++) {
        const assay_record_reference *to = &record->references.items[i];
        const assay_span spans[] = {to->relation, to->text, to->pmid, to->pmcid, to->doi, to->nct};
        add_spans(state, spans, sizeof spans / sizeof *spans);
    }
}

/* What a source stamps on every record it hands out says nothing about the record. */
static bool is_retrieval(assay_span key) {
    static const char *const keys[] = {ASSAY_RECORD_RETRIEVAL_KEYS};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (assay_span_equal(key, assay_span_of(keys[i])))
            return true;
    return false;
}

assay_record_hash assay_record_content_hash(const assay_record *record) {
    XXH3_state_t state;
    XXH3_INITSTATE(&state);
    (void)XXH3_128bits_reset(&state);
    add_number(&state, (uint64_t)record->type);
    add_span(&state, record->source_format);
    add_lists(&state, record);
    for (size_t i = 0; i < record->extra.count; i++)
        if (!is_retrieval(record->extra.items[i].key)) {
            add_span(&state, record->extra.items[i].key);
            add_span(&state, record->extra.items[i].value);
        }
    for (size_t i = 0; i < ASSAY_DATE_COUNT; i++)
        add_number(&state, record->dates[i]);
    const int64_t numbers[] = {record->enrolment, record->min_age_days,       record->max_age_days,
                               record->updates,   record->healthy_volunteers, record->has_results};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        add_number(&state, (uint64_t)numbers[i]);
    XXH128_hash_t hash = XXH3_128bits_digest(&state);
    return (assay_record_hash){hash.low64, hash.high64};
}
